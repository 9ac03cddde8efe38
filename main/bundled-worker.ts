import { existsSync } from 'node:fs';

/** A bundled worker of that name, which lies beside the running bundle or, if `moduleUrl` is a shared chunk's, one folder up. */
export function bundledWorker(name: string, moduleUrl: string): URL {
  const beside = new URL(`./${name}.js`, moduleUrl);
  return existsSync(beside) ? beside : new URL(`../${name}.js`, moduleUrl);
}
