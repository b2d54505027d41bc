import { ConfigInvalid, type Logger } from '@policy-registry/platform';
import {
  connectEngines,
  embeddedPolicyEngine,
  httpPolicyEngine,
  opaPolicyEngine,
  type ConnectedEngines,
  type EngineSource,
} from '@policy-registry/policy-engine';

import type { RunnerConfig } from './config.ts';

type EngineSettings = Pick<
  RunnerConfig,
  | 'POLICY_ENGINE_URLS'
  | 'POLICY_ENGINE_TOKENS'
  | 'POLICY_ENGINE_DEFAULT'
  | 'POLICY_ENGINE_ANSWER_MS'
  | 'OPA_URL'
  | 'OPA_TOKEN'
>;

/** The engines that the settings name, and the embedded one in any case. Rejects when the default does not answer. */
export const openEngines = async (settings: EngineSettings, logger: Logger): Promise<ConnectedEngines> => {
  const sources = [
    EMBEDDED,
    ...settings.POLICY_ENGINE_URLS.map((url) => remote(url, settings)),
    ...(settings.OPA_URL === undefined ? [] : [opa(settings.OPA_URL, settings)]),
  ];
  const first = sources.find(({ name }) => name === settings.POLICY_ENGINE_DEFAULT);
  if (first === undefined)
    throw new ConfigInvalid(['POLICY_ENGINE_DEFAULT is invalid: it is none of POLICY_ENGINE_URLS']);
  const stray = settings.POLICY_ENGINE_TOKENS.map(addressIn).find(
    (address) => !settings.POLICY_ENGINE_URLS.includes(address),
  );
  if (stray !== undefined)
    throw new ConfigInvalid([`POLICY_ENGINE_TOKENS is invalid: ${stray} is none of POLICY_ENGINE_URLS`]);
  return connectEngines([first, ...sources.filter((source) => source !== first)], {
    report: (state) =>
      state.fault === undefined
        ? logger.info(state, 'policy engine is here')
        : logger.warn(state, 'policy engine cannot be had'),
  });
};

/** What operators should know of the engines. */
export const engineNotes = (engines: ConnectedEngines): readonly string[] =>
  engines.states().map(({ name, build, fault }, index) => {
    const role = index === 0 ? 'policy engine (default)' : 'policy engine';
    return build === undefined ? `${role}: ${name}: not there: ${fault ?? ''}` : `${role}: ${name}: ${build}`;
  });

const EMBEDDED: EngineSource = { name: 'embedded', connect: async () => embeddedPolicyEngine() };

const remote = (url: string, settings: EngineSettings): EngineSource => ({
  name: url,
  connect: () =>
    httpPolicyEngine({
      url: new URL(url),
      token: tokenOf(url, settings),
      answerMs: settings.POLICY_ENGINE_ANSWER_MS,
    }),
});

/** The token of exactly this address: no engine learns that of another. */
const tokenOf = (url: string, { POLICY_ENGINE_TOKENS: tokens }: EngineSettings): string | undefined =>
  tokens.find((entry) => addressIn(entry) === url)?.slice(url.length + 1);

const addressIn = (entry: string): string => entry.slice(0, entry.indexOf('='));

const opa = (url: string, settings: EngineSettings): EngineSource => ({
  name: url,
  connect: () =>
    opaPolicyEngine({
      url: new URL(url),
      token: settings.OPA_TOKEN,
      answerMs: settings.POLICY_ENGINE_ANSWER_MS,
    }),
});
