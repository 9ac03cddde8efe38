import { expect, it } from 'vitest';
import { Subscriptions } from '../../../../main/feed/polygon/subscriptions.ts';

it('asks for everything at once and is settled when everything is answered', () => {
  const subscriptions = new Subscriptions(['XT.A-B', 'XT.C-D']);
  expect(subscriptions.begin()).toBe('XT.A-B,XT.C-D');
  subscriptions.confirm('subscribed to: XT.C-D');
  expect(subscriptions.settled).toBe(false);
  subscriptions.confirm('subscribed to: XT.A-B');
  expect(subscriptions.settled).toBe(true);
  expect([...subscriptions.confirmed].sort()).toEqual(['XT.A-B', 'XT.C-D']);
});

it('takes several channels in one message and ignores messages about anything else', () => {
  const subscriptions = new Subscriptions(['XT.A-B', 'XT.C-D']);
  subscriptions.begin();
  subscriptions.confirm('unsubscribed to: XT.A-B');
  subscriptions.confirm('subscribed to: XQ.*');
  expect(subscriptions.confirmed.size).toBe(0);
  subscriptions.confirm('subscribed to: XT.A-B, XT.C-D');
  expect(subscriptions.settled).toBe(true);
});

it.each([
  ['the refusal first', ['refuse', 'confirm']],
  ['the refusal last', ['confirm', 'refuse']],
])('finds the refused channel by elimination, %s', (_, order) => {
  const subscriptions = new Subscriptions(['XT.*', 'XQ.*']);
  subscriptions.begin();
  for (const step of order) {
    if (step === 'refuse') expect(subscriptions.refuse()).toBe(true);
    else subscriptions.confirm('subscribed to: XT.*');
  }
  expect(subscriptions.settled).toBe(true);
  expect([...subscriptions.confirmed]).toEqual(['XT.*']);
  expect([...subscriptions.refused]).toEqual(['XQ.*']);
});

it('does not ask for refused channels again, until another key allows all', () => {
  const subscriptions = new Subscriptions(['XT.*']);
  subscriptions.begin();
  subscriptions.refuse();
  expect(subscriptions.begin()).toBeNull();
  subscriptions.allowAll();
  expect(subscriptions.begin()).toBe('XT.*');
  expect(subscriptions.refused.size).toBe(0);
});

it('forgets confirmations on a new connection', () => {
  const subscriptions = new Subscriptions(['XT.*']);
  subscriptions.begin();
  subscriptions.confirm('subscribed to: XT.*');
  expect(subscriptions.begin()).toBe('XT.*');
  expect(subscriptions.confirmed.size).toBe(0);
});

it('refuses a refusal of nothing', () => {
  const subscriptions = new Subscriptions(['XT.*']);
  subscriptions.begin();
  subscriptions.confirm('subscribed to: XT.*');
  expect(subscriptions.refuse()).toBe(false);
  expect(subscriptions.refused.size).toBe(0);
});

it('gives up waiting: after one refusal the rest counts as refused', () => {
  const subscriptions = new Subscriptions(['XT.*', 'XQ.*', 'XA.*']);
  subscriptions.begin();
  subscriptions.confirm('subscribed to: XT.*');
  subscriptions.refuse();
  expect(subscriptions.giveUpWaiting(false)).toEqual([]);
  expect([...subscriptions.refused]).toEqual(['XQ.*', 'XA.*']);
});

it('gives up waiting: unanswered channels are confirmed by data only if nothing else was confirmed', () => {
  const silent = new Subscriptions(['XT.*']);
  silent.begin();
  expect(silent.giveUpWaiting(false)).toEqual(['XT.*']);
  expect(silent.giveUpWaiting(true)).toEqual([]);
  expect([...silent.confirmed]).toEqual(['XT.*']);
  const partly = new Subscriptions(['XT.A-B', 'NEWS.*']);
  partly.begin();
  partly.confirm('subscribed to: XT.A-B');
  expect(partly.giveUpWaiting(true)).toEqual(['NEWS.*']);
});
