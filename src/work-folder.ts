import { mkdirSync, rmSync } from 'node:fs';

/** Folder for what a run writes besides the database; it stands beside it, so it is on the same disk. */
export function workFolderOf(databasePath: string): string {
  return `${databasePath}.octroi-work`;
}

/** Makes an empty work folder, clearing what a killed run left. The database's lock must be held. */
export function makeWorkFolder(databasePath: string): void {
  const folder = workFolderOf(databasePath);
  rmSync(folder, { recursive: true, force: true });
  // Its files hold records in the clear: they are for this user only.
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** Removes the folder and all in it. */
export function removeWorkFolder(databasePath: string): void {
  rmSync(workFolderOf(databasePath), { recursive: true, force: true });
}
