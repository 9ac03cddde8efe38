import { expect, test } from 'vitest';
import { createRedactor } from '../../../main/diagnostics/redactor.ts';

const KEY = 'k3y+of/the=provider';

test('a hidden text is taken out in every form that addresses and JSON give it', () => {
  const { hide, redact } = createRedactor();
  hide(KEY);
  for (const text of [`auth ${KEY} failed`, `x?a=${encodeURIComponent(KEY)}&b=1`, JSON.stringify({ params: KEY })]) {
    expect(redact(text)).not.toContain(KEY);
    expect(redact(text)).not.toContain(encodeURIComponent(KEY));
    expect(redact(text)).toContain('[hidden]');
  }
});

test('what stands behind the usual names is taken out without being known', () => {
  const { redact } = createRedactor();
  expect(redact('GET /v3/trades?apiKey=abc123&limit=5')).toBe('GET /v3/trades?apiKey=[hidden]&limit=5');
  expect(redact('cannot reach wss://me:pass@host/crypto')).toBe('cannot reach wss://[hidden]@host/crypto');
  expect(redact('cannot reach wss://me:p@ss@host/crypto')).toBe('cannot reach wss://[hidden]@host/crypto');
  expect(redact('wss://host/a, mail me@host')).toBe('wss://host/a, mail me@host');
  expect(redact('authorization: Bearer abc123')).toBe('authorization: [hidden]');
  expect(redact('{"api_key":"abc123","x":1}')).toBe('{"api_key":"[hidden]","x":1}');
});

test('words stay as they are, and an absent or tiny key hides nothing', () => {
  const { hide, redact } = createRedactor();
  hide(null);
  hide('a');
  expect(redact('feed live: massive, 250 pairs; no API key is set')).toBe(
    'feed live: massive, 250 pairs; no API key is set',
  );
});
