import { afterEach, expect, test } from 'vitest';
import { apiKeyFromEnvironment, giveBackApiKey } from '../../main/api-key.ts';

afterEach(() => giveBackApiKey({}));

test('the key is taken out of the environment once and remembered', () => {
  const environment = { POLYGON_API_KEY: ' secret ', MASSIVE_API_KEY: 'other', PATH: '/bin' };
  expect(apiKeyFromEnvironment(environment)).toBe('secret');
  expect(environment).toEqual({ PATH: '/bin' });
  expect(apiKeyFromEnvironment(environment)).toBe('secret');
});

test('an empty variable is no key; the other name counts then', () => {
  expect(apiKeyFromEnvironment({ POLYGON_API_KEY: ' ', MASSIVE_API_KEY: 'other' })).toBe('other');
});

test('without a variable there is no key', () => {
  expect(apiKeyFromEnvironment({})).toBeNull();
});

test('the next program finds everything as it was', () => {
  const environment: NodeJS.ProcessEnv = { POLYGON_API_KEY: ' secret ', MASSIVE_API_KEY: 'other' };
  apiKeyFromEnvironment(environment);
  giveBackApiKey(environment);
  expect(environment).toEqual({ POLYGON_API_KEY: ' secret ', MASSIVE_API_KEY: 'other' });
});
