export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
/** A tab of a browser, where some combinations never reach the page. */
export const inBrowser = !("clauderon" in globalThis);
