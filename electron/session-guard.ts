import { app, session, type WebContents } from "electron";
import { isAllowedNavigation, isAllowedRequest } from "./policy.ts";

/** Denies what Electron would allow by default (5, 8, 11-14), for every page there will ever be. */
export function guardPages(allowDevTools: boolean): void {
  app.on("web-contents-created", (_event, contents) => guardContents(contents));
  const pages = session.defaultSession;
  // Full screen is the wall's key F; there is nothing else that the page needs leave for.
  pages.setPermissionRequestHandler((_contents, permission, decide) => decide(permission === "fullscreen"));
  pages.setPermissionCheckHandler((_contents, permission) => permission === "fullscreen");
  pages.setDevicePermissionHandler(() => false);
  // Whatever the policy header of a page may say: nothing is fetched from anywhere else.
  pages.webRequest.onBeforeRequest((details, decide) => {
    decide({ cancel: !isAllowedRequest(details.url, allowDevTools) });
  });
  pages.on("will-download", (event) => event.preventDefault());
}

function guardContents(contents: WebContents): void {
  const refuse = (event: { readonly url: string; preventDefault(): void }): void => {
    if (!isAllowedNavigation(event.url)) event.preventDefault();
  };
  contents.on("will-navigate", refuse);
  contents.on("will-frame-navigate", refuse);
  contents.on("will-redirect", refuse);
  contents.on("will-attach-webview", (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: "deny" }));
}
