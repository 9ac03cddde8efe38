import perspective, { type Client } from '@finos/perspective';
import EngineWorker from '@finos/perspective/dist/cdn/perspective-server.worker.js?worker';
import engineWasm from '@finos/perspective/dist/wasm/perspective-server.wasm?url';
import viewerModule from '@finos/perspective-viewer';
import viewerWasm from '@finos/perspective-viewer/dist/wasm/perspective-viewer.wasm?url';

/**
 * Starts Perspective's engine in a worker of this page and its viewers in the page, all from local files.
 * The worker is a file of its own (not a blob), so `worker-src 'self'` suffices.
 */
export async function startEngine(): Promise<Client> {
  await Promise.all([perspective.init_server(fetch(engineWasm)), viewerModule.init_client(fetch(viewerWasm))]);
  return perspective.worker(Promise.resolve(new EngineWorker()));
}
