import type { FoundCamera } from "../../contract/enrol.ts";
import type { ProbeMatch } from "./read-probe-matches.ts";

export interface FoundCameras {
  /** The rows that are new or changed by it. */
  add(match: ProbeMatch, sourceAddress: string): readonly FoundCamera[];
  /** More answered than are kept. */
  readonly isFull: boolean;
}

const mostRows = 500;
/** Recorders answer for their channels; more than this from one address is a flood. */
const mostRowsOfSource = 64;

/**
 * The rows of one search. A camera answers each probe on each interface: the same endpoint from the same
 * address is one row. The same endpoint from another address is a row of its own, marked: cloned
 * firmware does that, and whoever wants to stand in another camera's place.
 */
export function makeFoundCameras(): FoundCameras {
  const rows = new Map<string, FoundCamera>();
  let isFull = false;

  return {
    get isFull() {
      return isFull;
    },
    add(match, sourceAddress) {
      const key = `${match.endpoint} ${sourceAddress}`;
      if (rows.has(key)) return [];
      const fromThere = [...rows.values()].filter((row) => row.sourceAddress === sourceAddress).length;
      if (rows.size >= mostRows || fromThere >= mostRowsOfSource) {
        isFull = true;
        return [];
      }
      const others = [...rows.values()].filter(({ endpoint }) => endpoint === match.endpoint);
      const row: FoundCamera = {
        key,
        endpoint: match.endpoint,
        name: match.name,
        hardware: match.hardware,
        location: match.location,
        sourceAddress,
        address: addressAt(sourceAddress, match.addresses),
        otherHosts: [...new Set(match.addresses.map(({ hostname }) => hostname))]
          .filter((host) => host !== sourceAddress)
          .map((host) => host.slice(0, 100)),
        sharesEndpoint: others.length > 0,
      };
      const changed = [row, ...others.filter((each) => !each.sharesEndpoint).map(shared)];
      for (const each of changed) rows.set(each.key, each);
      return changed;
    },
  };
}

function shared(row: FoundCamera): FoundCamera {
  return { ...row, sharesEndpoint: true };
}

/** Port and path of the address that fits best, always at the packet's source. */
function addressAt(sourceAddress: string, addresses: readonly URL[]): string {
  const rank = ({ protocol, hostname }: URL): number =>
    (hostname === sourceAddress ? 0 : 2) + (protocol === "http:" ? 0 : 1);
  const best = addresses.toSorted((a, b) => rank(a) - rank(b))[0];
  if (best === undefined) return `http://${sourceAddress}/onvif/device_service`;
  const port = best.port === "" ? "" : `:${best.port}`;
  return `${best.protocol}//${sourceAddress}${port}${best.pathname}`.slice(0, 300);
}
