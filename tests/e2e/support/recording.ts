import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, waitFor } from './server-process.ts';

/** A data directory with a recording of the demo market that the real recorder made; the caller removes it. */
export async function recordDemo(seconds = 5): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'multi-ticker-recording-'));
  const server = await startServer(['--feed', 'demo', '--data-dir', dataDir, '--log-level', 'error']);
  await waitFor(async () => {
    const health = (await fetch(`${server.webUrl}/healthz`).then((answer) => answer.json())) as { uptimeS?: number };
    return (health.uptimeS ?? 0) >= seconds ? true : null;
  }, 30_000);
  // A normal end puts everything into segments.
  await server.stop();
  return dataDir;
}
