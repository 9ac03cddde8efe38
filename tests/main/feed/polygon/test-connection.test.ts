import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, expect, test } from 'vitest';
import { quoted } from '../../../../main/feed/polygon/faults.ts';
import { type TestStep, testConnection } from '../../../../main/feed/polygon/test-connection.ts';
import { SELF_SIGNED } from '../../../polygon-server/self-signed.ts';
import { KEY, serve, sleep, trickle } from './harness.ts';

const QUICK = { stepTimeoutMs: 500, limitWaitMs: 150, tradeWaitMs: 150 };

const open: { readonly server: Server; readonly sockets: Set<Socket> }[] = [];
afterEach(() => {
  for (const { server, sockets } of open.splice(0)) {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

/** A server of another kind, on a free port. */
async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  open.push({ server, sockets });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Runs a test; `steps` are the last words on each step. */
async function run(address: string | null, options: { key?: string; withoutKey?: boolean; signal?: AbortSignal } = {}) {
  const steps = new Map<string, TestStep>();
  const begun: string[] = [];
  const outcome = await testConnection({
    address,
    key: KEY,
    signal: new AbortController().signal,
    timings: QUICK,
    ...options,
    onStep: (step) => {
      if (step.state === 'running') begun.push(step.id);
      else steps.set(step.id, step);
    },
  });
  const failed = [...steps.values()].find(({ state }) => state === 'failed');
  return { outcome, steps, begun, failed };
}

test('walks every step to the first trade, each with its time', async () => {
  const server = await serve({ key: KEY });
  trickle(server);
  const { outcome, steps, begun } = await run(server.url);
  expect(outcome).toBe('ok');
  expect([...steps.values()].map(({ id, state }) => `${id} ${state}`)).toEqual([
    'address ok',
    'dns ok',
    'tcp ok',
    'tls skipped',
    'websocket ok',
    'key ok',
    'plan ok',
    'limit ok',
    'trades ok',
  ]);
  expect(begun).not.toContain('tls');
  expect([...steps.values()].filter(({ state }) => state === 'ok').every(({ ms }) => ms !== null)).toBe(true);
  await expect.poll(() => server.sessions.size).toBe(0);
});

test('a market that is silent is a notice, not a fault', async () => {
  const { outcome, steps } = await run((await serve()).url);
  expect(outcome).toBe('ok');
  expect(steps.get('trades')).toMatchObject({ state: 'notice', advice: expect.stringContaining('real-time servers') });
});

test.each([
  [
    'a bad key',
    { key: 'another' },
    [],
    'key',
    /^The server refused the API key: "authentication failed"\.$/,
    /Copy the key again/,
  ],
  ['a bad key in the older form', {}, ['auth-failed-old'], 'key', /refused the API key/, /Copy the key/],
  ['a plan without the channel', {}, ['not-authorized'], 'plan', /refuses XT/, /plan of this key does not include/],
  [
    'another program with this key',
    {},
    ['max-connections'],
    'limit',
    /nother program uses this API key/,
    /one connection per key/,
  ],
  ['a server that never opens', {}, ['no-open'], 'websocket', /No answer within 0.5 s/, /firewall and proxy/],
  ['a server that never greets', {}, ['no-greeting'], 'websocket', /No answer within/, /firewall/],
  ['no answer to the key', {}, ['no-auth-answer'], 'key', /No answer within/, /try again/],
  ['no answer to the subscription', {}, ['no-subscribe-answer'], 'plan', /No answer within/, /try again/],
] as const)('%s is named', async (_name, options, faults, step, detail, advice) => {
  const server = await serve({ ...options, faults });
  const { outcome, failed, steps } = await run(server.url);
  expect(outcome).toBe('failed');
  expect(failed?.id).toBe(step);
  expect(failed?.detail).toMatch(detail);
  expect(failed?.advice).toMatch(advice);
  expect(JSON.stringify([...steps.values()])).not.toContain(KEY);
  expect(steps.get('trades')?.state).toBe('skipped');
  await expect.poll(() => server.sessions.size).toBe(0);
});

test('what a server says is shown on one line, without what would steer a terminal', () => {
  expect(quoted('Connected \u001b[2J\u0007to\r\n  feed ')).toBe('"Connected [2J to feed"');
});

test('an unusable address, an unknown name and a closed port are told apart', async () => {
  expect((await run('http://127.0.0.1/')).failed).toMatchObject({
    id: 'address',
    detail: expect.stringContaining('wss://'),
  });
  expect((await run('wss://no-such-host.invalid/crypto')).failed).toMatchObject({
    id: 'dns',
    advice: expect.stringContaining('online'),
  });
  const port = await listen(createServer());
  for (const { server } of open.splice(0)) server.close();
  const refused = (await run(`ws://127.0.0.1:${port}/crypto`)).failed;
  expect(refused).toMatchObject({ id: 'tcp', detail: expect.stringContaining('nothing answers') });
  expect(refused?.advice).toContain(`port ${port}`);
});

test('a certificate that nobody vouches for ends the test before the key is sent', async () => {
  let received = 0;
  const server = createTlsServer(SELF_SIGNED, (socket) => socket.on('data', (data) => (received += data.length)));
  const port = await listen(server);
  const { failed, steps } = await run(`wss://127.0.0.1:${port}/crypto`);
  expect(failed).toMatchObject({ id: 'tls', detail: expect.stringContaining('SELF_SIGNED_CERT') });
  expect(failed?.advice).toMatch(/proxy or virus scanner.*never sent/);
  expect(steps.get('key')?.state).toBe('skipped');
  expect(received).toBe(0);
});

test('a server that speaks no TLS, and one that is no stream', async () => {
  const plain = await listen(createServer((socket) => socket.once('data', () => socket.end('220 mail\r\n'))));
  expect((await run(`wss://127.0.0.1:${plain}/crypto`)).failed).toMatchObject({
    id: 'tls',
    detail: expect.stringMatching(/^No secure connection: [\w ]+ \(ERR_SSL_\w+\)\.$/i),
    advice: expect.stringContaining('Check address and port'),
  });
  expect((await run(`ws://127.0.0.1:${plain}/crypto`)).failed).toMatchObject({
    id: 'websocket',
    advice: expect.stringContaining('not as the provider'),
  });
});

test('a server that accepts and stays silent is named at TLS', async () => {
  const port = await listen(createServer());
  expect((await run(`wss://127.0.0.1:${port}/crypto`)).failed).toMatchObject({
    id: 'tls',
    detail: expect.stringContaining('No answer'),
  });
});

test('without the key it ends before anyone could lose a connection', async () => {
  const server = await serve({ key: KEY });
  const { outcome, steps } = await run(server.url, { withoutKey: true });
  expect(outcome).toBe('ok');
  expect(steps.get('websocket')?.state).toBe('ok');
  expect(steps.get('key')?.state).toBe('skipped');
  expect(server.counters.subscriptions).toBe(0);
});

test.each(['no-open', 'no-auth-answer', 'no-subscribe-answer'] as const)(
  'is cancelled while it waits (%s)',
  async (fault) => {
    const server = await serve({ faults: [fault] });
    const abort = new AbortController();
    const running = run(server.url, { signal: abort.signal });
    await sleep(60);
    abort.abort();
    const { outcome, failed } = await running;
    expect(outcome).toBe('cancelled');
    expect(failed?.detail).toBe('Cancelled.');
    await expect.poll(() => server.sessions.size).toBe(0);
  },
);
