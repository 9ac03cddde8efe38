import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, EngineConfigError, type EngineSettings, engineConfig } from '../../engine/config.ts';

describe('engineConfig', () => {
  it('has the defaults of the profile where nothing is set', () => {
    expect(engineConfig('standard', 7)).toEqual({ ...DEFAULT_SETTINGS.standard, profile: 'standard', originUnixS: 7 });
    expect(engineConfig('csp', 7, { vwapTrades: 50 })).toMatchObject({ vwapTrades: 50, volatilityMeanS: 600 });
  });

  it('keeps both profiles at 60 s, 100 trades, half-lives 60, 120 and 180 s and a reset a day', () => {
    for (const settings of Object.values(DEFAULT_SETTINGS)) {
      expect(settings).toMatchObject({
        tradeWindowS: 60,
        vwapTrades: 100,
        emaHalfLivesS: [60, 120, 180],
        returnS: 60,
        volatilityS: 60,
        resetIntervalS: 86_400,
        catchUpLimitS: 600,
      });
    }
    expect(DEFAULT_SETTINGS.standard).toMatchObject({
      publishIntervalS: 1,
      volatilityMeanS: 300,
      idleEvictAfterS: 86_400,
    });
    expect(DEFAULT_SETTINGS.csp).toMatchObject({ publishIntervalS: 60, volatilityMeanS: 600 });
  });

  it.each<[Record<string, unknown>, string]>([
    [{ tradeWindowS: 0 }, 'tradeWindowS must be a whole number from 1 to 86400, not 0.'],
    [{ tradeWindowS: 1.5 }, 'tradeWindowS must be a whole number from 1 to 86400, not 1.5.'],
    [{ returnS: '60' }, 'returnS must be a whole number from 1 to 86400, not "60".'],
    [{ vwapTrades: Number.NaN }, 'vwapTrades must be a whole number from 1 to 100000, not NaN.'],
    [{ publishIntervalS: 61 }, 'publishIntervalS must be a whole number from 1 to 60, not 61.'],
    [{ volatilityS: 1 }, 'volatilityS must be a whole number from 2 to 86400, not 1.'],
    [{ emaHalfLivesS: [60, 120] }, 'emaHalfLivesS must be a list of 3 half-lives, not [60,120].'],
    [{ emaHalfLivesS: [60, 0, 180] }, 'emaHalfLivesS[1] must be a number from 0.1 to 86400, not 0.'],
    [{ emaHalfLifeS: 60 }, 'There is no setting "emaHalfLifeS"; the engine\'s settings are publishIntervalS,'],
    [{ toString: 60 }, 'There is no setting "toString"'],
  ])('refuses %o and says what is allowed', (settings, message) => {
    const configure = () => engineConfig('standard', 0, settings as Partial<EngineSettings>);
    expect(configure).toThrow(EngineConfigError);
    expect(configure).toThrow(message);
  });

  it('takes Infinity only where it means never', () => {
    const never = Number.POSITIVE_INFINITY;
    expect(engineConfig('standard', 0, { idleEvictAfterS: never, catchUpLimitS: never }).idleEvictAfterS).toBe(never);
    expect(() => engineConfig('standard', 0, { resetIntervalS: never })).toThrow(EngineConfigError);
  });

  it('refuses an origin that is no whole second', () => {
    expect(() => engineConfig('standard', 1.5)).toThrow("The engine's origin must be a whole Unix second, not 1.5.");
  });
});
