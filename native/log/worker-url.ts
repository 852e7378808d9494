import { extname } from "node:path";

/** A worker's entry beside the module that starts it: `.ts` in the source, `.js` once compiled. */
export function workerUrl(name: string, startedBy: string): URL {
  return new URL(`./${name}${extname(new URL(startedBy).pathname)}`, startedBy);
}
