import type { MeaningOf } from '../settings/kinds.js';
import { pathsFrom } from '../settings/paths.js';
import type { ProcessDriver } from './driver.js';
import * as registered from './drivers/index.js';

type Registered = typeof registered;
type Kind = keyof Registered;
type Settings = { readonly [Each in Kind]: MeaningOf<Registered[Each]> };

/** What the configuration says to one of the drivers, which is its `kind`. */
export type DriverSettings = Settings[Kind];

/** All drivers, by what the configuration calls them. */
export const drivers: { readonly [Each in Kind]: Registered[Each] & ProcessDriver<Settings[Each]> } = registered;

const settingsOf = new Map<unknown, readonly string[]>(
  Object.entries(registered).map(([name, driver]) => [name, Object.keys(driver.settings(pathsFrom('.')))]),
);

/** Whether a setting is one of drivers, and not of the one with this name. */
export const isOfOtherDriver = (setting: string, driver: unknown): boolean =>
  settingsOf.get(driver)?.includes(setting) === false &&
  [...settingsOf.values()].some((settings) => settings.includes(setting));

/** The settings that together are a way to replace a process, of all drivers. */
export const waysToReplace = Object.values(registered).flatMap(({ ways }) => ways);

/** The settings of drivers that replace a package. */
export const waysToInstall: readonly string[] = Object.values(registered).flatMap((driver) => driver.installs ?? []);

/** The driver that such settings are for. */
export const driverOf = ({ kind }: DriverSettings): ProcessDriver<DriverSettings> => driverNamed(kind);

const driverNamed = <Named extends Kind>(kind: Named): ProcessDriver<Settings[Named]> => drivers[kind];
