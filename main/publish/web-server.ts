import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AppStatus } from '../status.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { healthReport } from './health-report.ts';
import {
  answer,
  answerError,
  isNotModified,
  JSON_TYPE,
  passOnOtherUpgrade,
  pathOf,
  refuseUpgrade,
} from './http-answers.ts';
import { type Listening, listen } from './listen.ts';
import { hostOf, isSecure, type RequestHost } from './request-host.ts';
import { readStaticFiles, type StaticFile, staticFile } from './static-files.ts';
import { STREAM_PATH } from './stream-messages.ts';
import type { StreamPublisher } from './stream-publisher.ts';
import { acceptStream } from './stream-socket.ts';
import type { WebSockets } from './websockets.ts';

export interface WebServerOptions {
  readonly host: string;
  readonly port: number;
  /** The port of the streams, which the page learns from its HTML. */
  readonly wsPort: number;
  /** The built renderer. */
  readonly rendererDir: string;
  readonly status: () => AppStatus;
  readonly diagnostics?: () => unknown;
  readonly streams: StreamPublisher;
  readonly webSockets: WebSockets;
}

const METHODS = 'GET, HEAD';
const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
};
const NO_PAGES = 'The pages of the dashboard are not built. Start the program with `npm start`, which builds them.';

/** Tells the page both ports, so that it finds its stream without configuration. */
function withPorts(page: StaticFile, webPort: number, wsPort: number): StaticFile {
  const meta = `<meta name="mtd-ports" content="${webPort} ${wsPort}">`;
  const html = page.body.toString('utf8').replace(/<head[^>]*>/i, (head) => `${head}${meta}`);
  return staticFile('/page.html', Buffer.from(html)) ?? page;
}

/** A policy cannot name an IPv6 address; such a page uses the stream of its own origin. */
function connectSources(request: IncomingMessage, host: RequestHost, wsPort: number): string[] {
  if (host.hostname.startsWith('[')) return [];
  if (isSecure(request)) return [`wss://${host.text}`];
  return [`ws://${host.text}`, `ws://${host.hostname}:${wsPort}`];
}

async function answerFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: StaticFile,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const { body, encoding } = await file.encoded(request.headers['accept-encoding']?.toString());
  const etag = encoding === 'identity' ? file.etag : `${file.etag.slice(0, -1)}-${encoding}"`;
  const all = {
    ...headers,
    etag,
    vary: 'Accept-Encoding',
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (isNotModified(request, etag)) {
    response.writeHead(304, all).end();
    return;
  }
  answer(response, 200, body, {
    ...all,
    'content-type': file.type,
    ...(encoding !== 'identity' && { 'content-encoding': encoding }),
  });
}

async function readPages(directory: string): Promise<Map<string, StaticFile>> {
  try {
    return await readStaticFiles(directory);
  } catch {
    return new Map();
  }
}

/** Port 8096: the two pages with their files, /healthz, /diagnostics, and our own stream; nothing else. */
export async function startWebServer(options: WebServerOptions): Promise<Listening> {
  const { streams, webSockets, wsPort } = options;
  const files = await readPages(options.rendererDir);
  const hasPages = files.has('/index.html');

  function answerHealth(response: ServerResponse): void {
    const { httpStatus, report } = healthReport(options.status());
    answerJson(response, httpStatus, report);
  }

  function answerJson(response: ServerResponse, httpStatus: number, report: unknown): void {
    answer(response, httpStatus, JSON.stringify(report), {
      ...SECURITY_HEADERS,
      'content-type': JSON_TYPE,
      'cache-control': 'no-store',
    });
  }

  async function answerPath(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answerError(response, 405, `Only ${METHODS} are possible here.`, { ...SECURITY_HEADERS, allow: METHODS });
      return;
    }
    const path = pathOf(request);
    if (path === '/healthz') {
      answerHealth(response);
      return;
    }
    if (path === '/diagnostics' && options.diagnostics !== undefined) {
      answerJson(response, 200, options.diagnostics());
      return;
    }
    const file = files.get(path === '/' ? '/index.html' : path);
    if (file === undefined) {
      const missing = path === '/' && !hasPages;
      answerError(response, missing ? 503 : 404, missing ? NO_PAGES : 'Not found.', SECURITY_HEADERS);
      return;
    }
    const host = hostOf(request);
    if (host === null) {
      answerError(response, 400, 'The Host header is missing or malformed.', SECURITY_HEADERS);
      return;
    }
    await answerFile(request, response, file, {
      ...SECURITY_HEADERS,
      'content-security-policy': contentSecurityPolicy(connectSources(request, host, wsPort)),
    });
  }

  const server = createServer((request, response) => {
    answerPath(request, response).catch(() => {
      if (response.headersSent) response.destroy();
      else answerError(response, 500, 'The file could not be sent.', SECURITY_HEADERS);
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (passOnOtherUpgrade(server, request, socket)) return;
    if (pathOf(request) === STREAM_PATH) acceptStream(streams, webSockets, request, socket, head);
    else refuseUpgrade(socket, 404, 'Not found.');
  });
  const listening = await listen(server, options.host, options.port, '--web-port');
  for (const [path, file] of files) {
    if (path.endsWith('.html')) files.set(path, withPorts(file, listening.port, wsPort));
  }
  return listening;
}
