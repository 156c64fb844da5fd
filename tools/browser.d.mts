import type { Browser } from 'playwright-core';

export declare const howToGetOne: string;
export declare function findBrowser(): string | undefined;
export declare function openBrowser(): Promise<Browser>;
