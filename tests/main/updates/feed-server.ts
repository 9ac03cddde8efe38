import { createServer } from 'node:http';

export interface FeedServer {
  readonly url: string;
  /** What it serves, by path without the leading slash. */
  readonly files: Map<string, Buffer>;
  readonly asked: string[];
  close(): Promise<void>;
}

/** A real HTTP server with the files of a feed. */
export async function startFeedServer(files: Record<string, Buffer | string> = {}): Promise<FeedServer> {
  const served = new Map(Object.entries(files).map(([name, data]) => [name, Buffer.from(data)]));
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1).split('?')[0] ?? '';
    asked.push(name);
    const data = served.get(name);
    response.writeHead(data === undefined ? 404 : 200).end(data);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/`,
    files: served,
    asked,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

/** A manifest as electron-builder writes it. */
export function manifestText(version: string, url: string, sha512: string, size: number): string {
  return [
    `version: ${version}`,
    'files:',
    `  - url: ${url}`,
    `    sha512: ${sha512}`,
    `    size: ${size}`,
    `path: ${url}`,
    `sha512: ${sha512}`,
    "releaseDate: '2026-11-27T01:49:31.237Z'",
    '',
  ].join('\n');
}
