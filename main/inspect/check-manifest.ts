import { readFile } from 'node:fs/promises';
import { manifestPath } from '../recording/layout.ts';

/** What is wrong with the lines of a recording's manifest, which readers pass over. */
export async function checkManifest(root: string): Promise<{ problems: string[]; notes: string[] }> {
  const path = manifestPath(root);
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.split('\n');
  // A recorder may be writing it now.
  const unfinished = lines.pop() ?? '';
  const damaged = lines.filter((line) => line !== '' && !isEntry(line)).length;
  return {
    problems:
      damaged === 0
        ? []
        : [`${path}: ${damaged} of ${lines.length} lines are damaged; what they say about files cannot be compared.`],
    notes: unfinished === '' || isEntry(unfinished) ? [] : [`The last line of ${path} is unfinished.`],
  };
}

function isEntry(line: string): boolean {
  try {
    const { file, removed, sha256 } = JSON.parse(line) as Record<string, unknown>;
    return typeof file === 'string' && (removed === true || typeof sha256 === 'string');
  } catch {
    return false;
  }
}
