import { GitMissing } from "../git/gitProgram.js";
import type { World } from "../world.js";
import { BadControl } from "./body.js";

async function addresses(world: World) {
  try {
    return (await world.git.start()).addresses;
  } catch (error) {
    if (error instanceof GitMissing) throw new BadControl(error.message);
    throw error;
  }
}

/** Where Git reaches CodeCommit's repositories; the first to ask starts the servers. */
export const gitRoutes = { "GET git": addresses };
