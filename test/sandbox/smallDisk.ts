import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import path from "node:path";

/** A disk of its own that can be filled up. */
export interface SmallDisk {
  /** Leaves no room for another file. */
  fill(): void;
  /** Gives the room back. */
  free(): void;
  /** Takes the disk away, with what is on it. */
  end(): void;
}

/**
 * Puts a folder on a small disk of its own, with what is in it. Only where this user may mount one (as root on Linux); else
 * the test is skipped.
 */
export function mountSmallDisk(test: Mocha.Context, folder: string): SmallDisk {
  const aside = `${folder}.aside`;
  if (existsSync(folder)) cpSync(folder, aside, { recursive: true });
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
  } catch {
    test.skip();
  }
  if (existsSync(aside)) cpSync(aside, folder, { recursive: true });
  return {
    fill: () => {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(path.join(folder, "ballast"), Buffer.alloc(bavail * bsize));
    },
    free: () => rmSync(path.join(folder, "ballast"), { force: true }),
    end: () => execFileSync("umount", [folder]),
  };
}
