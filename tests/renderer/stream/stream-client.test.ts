import { describe, expect, test, vi } from 'vitest';
import { SILENCE_MS } from '../../../renderer/stream/stream-client.ts';
import { batch, serve, trade } from '../../main/publish/fixtures.ts';
import { startScriptedServer, watchStream } from './scripted-server.ts';

const table = (name: string, mode: string, seq: number) => ({ type: 'table', table: name, mode, seq, rows: 1 });
const patience = { timeout: 10_000 };

describe('a stream', () => {
  test('is connecting until the first frame, then live', async () => {
    const server = await startScriptedServer();
    const { states, client } = watchStream([server.url]);
    expect(client.state()).toEqual({ kind: 'connecting', losses: 0 });
    expect(client.lastFrameAtMs()).toBeNull();
    await vi.waitFor(() => expect(client.state()).toEqual({ kind: 'live' }), patience);
    expect(states.map((state) => state.kind)).toEqual(['connecting', 'live']);
  });

  test('hands over bodies untouched, in order', async () => {
    const server = await startScriptedServer();
    const { tables, client } = watchStream([server.url]);
    await vi.waitFor(() => expect(client.state().kind).toBe('live'), patience);
    server.send(table('trades', 'snapshot', 1), '{"pair":["A-USD"]}');
    server.send(table('trades', 'delta', 2), '{"pair":["B-USD"]}');
    await vi.waitFor(() => expect(tables).toHaveLength(2), patience);
    expect(tables.map(({ body }) => body)).toEqual(['{"pair":["A-USD"]}', '{"pair":["B-USD"]}']);
    expect(server.received).toEqual([]);
  });

  test('asks for new snapshots once when frames are missing', async () => {
    const server = await startScriptedServer();
    const { tables, client } = watchStream([server.url]);
    await vi.waitFor(() => expect(client.state().kind).toBe('live'), patience);
    server.send(table('trades', 'snapshot', 1), '{}');
    server.send(table('trades', 'delta', 4), '{}');
    server.send(table('trades', 'delta', 9), '{}');
    await vi.waitFor(() => expect(tables).toHaveLength(3), patience);
    await vi.waitFor(() => expect(server.received).toEqual([{ type: 'resync' }]), patience);
  });

  test('asks for new snapshots after a frame that it cannot read, and lives on', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const server = await startScriptedServer();
    const { client } = watchStream([server.url]);
    await vi.waitFor(() => expect(client.state().kind).toBe('live'), patience);
    server.send([]);
    await vi.waitFor(() => expect(server.received).toEqual([{ type: 'resync' }]), patience);
    expect(client.state().kind).toBe('live');
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });

  test('comes back by itself, and chooses its pair again', async () => {
    const server = await startScriptedServer();
    const { states, client } = watchStream([server.url]);
    client.select('ETH-USD');
    await vi.waitFor(() => expect(server.received).toHaveLength(1), patience);
    server.dropAll();
    await vi.waitFor(() => expect(server.received).toHaveLength(2), patience);
    expect(server.received).toEqual([
      { type: 'select', pair: 'ETH-USD' },
      { type: 'select', pair: 'ETH-USD' },
    ]);
    expect(states.map((state) => state.kind)).toEqual(['connecting', 'live', 'lost', 'connecting', 'live']);
  });

  test('is lost after silence, even though the socket stays open', async () => {
    let offsetMs = 0;
    const server = await startScriptedServer();
    const { states, client } = watchStream([server.url], () => performance.now() + offsetMs);
    await vi.waitFor(() => expect(client.state().kind).toBe('live'), patience);
    offsetMs = SILENCE_MS + 1;
    await vi.waitFor(() => expect(server.connections).toBe(2), patience);
    expect(states).toContainEqual(expect.objectContaining({ kind: 'lost', reason: 'no data for 5 s' }));
  });

  test('moves on to the next address when one does not answer', async () => {
    const server = await startScriptedServer();
    const { client } = watchStream(['ws://127.0.0.1:1', server.url]);
    await vi.waitFor(() => expect(client.state().kind).toBe('live'), patience);
    server.dropAll();
    await vi.waitFor(() => expect(server.connections).toBe(2), patience);
  });

  test('does not guess at a newer version of the stream', async () => {
    const server = await startScriptedServer({ type: 'hello', version: 2 });
    const { states } = watchStream([server.url]);
    await vi.waitFor(
      () => expect(states).toContainEqual(expect.objectContaining({ reason: expect.stringContaining('reload') })),
      patience,
    );
    expect(states.some((state) => state.kind === 'live')).toBe(false);
  });
});

test('reads the packed stream of the real server: snapshots, deltas, the history of a pair', async () => {
  const { hub, ws } = await serve();
  hub.addTrades([trade({ pair: 'ETH-USD' })]);
  const { tables, statuses, client } = watchStream([`${ws}/stream/v1?deltas=packed`]);
  client.select('ETH-USD');
  await vi.waitFor(() => expect(statuses).not.toHaveLength(0), patience);
  for (const second of [1, 2]) {
    const rows = batch(['ETH-USD'], second);
    hub.addStatistics(rows.batch, rows.timeMs);
  }
  hub.addTrades([trade({ pair: 'SOL-USD', price: 208.5 })]);
  await vi.waitFor(() => expect(tables.filter(({ table }) => table === 'trades')).toHaveLength(2), patience);
  await vi.waitFor(() => expect(tables.some(({ table }) => table === 'history')).toBe(true), patience);
  const columns = (name: string) => tables.filter(({ table }) => table === name).map(({ body }) => JSON.parse(body));
  expect(columns('trades').flatMap(({ pair }) => pair)).toEqual(['ETH-USD', 'SOL-USD']);
  expect(columns('trades').at(-1).price).toEqual([208.5]);
  expect(columns('statistics').at(-1).vwap).toEqual([2 + 0.1]);
  expect(
    columns('history')
      .flatMap(({ time }) => time)
      .at(-1),
  ).toBe(batch(['ETH-USD'], 2).timeMs);
  expect(tables.map(({ seq }) => seq)).toEqual(tables.map((_, i) => i + 1));
});
