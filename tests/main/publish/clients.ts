import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import type { ServerHeader, TableHeader, TableName } from '../../../main/publish/stream-messages.ts';

const POLL_MS = 5;
const PATIENCE_MS = 10_000;

/** Waits until something is true; says what it waited for if that never happens. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  const giveUp = Date.now() + PATIENCE_MS;
  while (!condition()) {
    if (Date.now() > giveUp) throw new Error(`waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Opens a WebSocket that is gone when the test ends. */
export async function connect(address: string, options: ClientOptions = {}): Promise<WebSocket> {
  const webSocket = new WebSocket(address, options);
  onTestFinished(() => webSocket.terminate());
  await once(webSocket, 'open');
  return webSocket;
}

/** The HTTP status and body of a refused upgrade. */
export async function refusal(address: string, options: ClientOptions = {}): Promise<{ status: number; body: string }> {
  const webSocket = new WebSocket(address, options);
  webSocket.on('error', () => {});
  const [, response] = await once(webSocket, 'unexpected-response');
  let body = '';
  for await (const chunk of response) body += chunk;
  return { status: response.statusCode, body };
}

export interface StreamFrame {
  readonly header: ServerHeader;
  /** Columns of a table frame. */
  readonly body: Record<string, (string | number | boolean | null)[]> | null;
}

export type TableFrame = StreamFrame & {
  readonly header: TableHeader;
  readonly body: NonNullable<StreamFrame['body']>;
};

export function parseFrame(text: string): StreamFrame {
  const end = text.indexOf('\n');
  if (end < 0) return { header: JSON.parse(text), body: null };
  return { header: JSON.parse(text.slice(0, end)), body: JSON.parse(text.slice(end + 1)) };
}

/** A viewer of our own stream that remembers every frame. */
export interface Viewer {
  readonly webSocket: WebSocket;
  readonly texts: string[];
  readonly frames: StreamFrame[];
  tables(name: TableName): TableFrame[];
  closed(): number | null;
}

export async function view(address: string, options: ClientOptions = {}, query = ''): Promise<Viewer> {
  const webSocket = new WebSocket(`${address}/stream/v1${query}`, options);
  const texts: string[] = [];
  const frames: StreamFrame[] = [];
  let code: number | null = null;
  webSocket.on('message', (data) => {
    texts.push(data.toString());
    frames.push(parseFrame(data.toString()));
  });
  webSocket.on('close', (closeCode) => {
    code = closeCode;
  });
  onTestFinished(() => webSocket.terminate());
  await once(webSocket, 'open');
  return {
    webSocket,
    texts,
    frames,
    tables: (name) =>
      frames.filter((frame): frame is TableFrame => frame.header.type === 'table' && frame.header.table === name),
    closed: () => code,
  };
}

export interface ReferenceMessage {
  readonly messageType: 'snap' | 'upd';
  readonly data: Record<string, string | number | null>[];
  readonly messageID: number;
}

/** A subscription in the original protocol that remembers every message. */
export async function subscribe(
  address: string,
  table: string,
  options: ClientOptions = {},
): Promise<{ webSocket: WebSocket; messages: ReferenceMessage[]; texts: string[] }> {
  const webSocket = new WebSocket(`${address}/subscribe/${table}`, options);
  const messages: ReferenceMessage[] = [];
  const texts: string[] = [];
  webSocket.on('message', (data) => {
    texts.push(data.toString());
    messages.push(JSON.parse(data.toString()));
  });
  onTestFinished(() => webSocket.terminate());
  await once(webSocket, 'open');
  return { webSocket, messages, texts };
}
