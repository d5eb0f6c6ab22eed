import assert from "node:assert/strict";
import { eventually, openWorkbench, type Workbench } from "./workbench";

describe("the workbench", () => {
  let workbench: Workbench | undefined;

  before(async () => {
    workbench = await openWorkbench({ scenario: "default" });
  });

  after(() => workbench?.close());

  it("shows who the profile belongs to", async () => {
    await eventually(async () => assert.match((await workbench?.rowsText())?.[0] ?? "", /^alice/));
  });
});
