import { eventually, openWorkbench, type Workbench } from "./workbench";

describe("the workbench", () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ scenario: "default" });
  });

  after(() => workbench.close());

  it("shows who the profile belongs to", async () => {
    await eventually(async () => {
      const rows = await workbench.rowsText();
      if (!rows.some((row) => row.includes("alice"))) throw new Error(`alice is not in:\n${rows.join("\n")}`);
    });
  });
});
