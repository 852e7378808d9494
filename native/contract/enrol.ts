import { eventIterator } from "@orpc/contract";
import { z } from "zod";
import type { ErrorData } from "./errors.ts";
import { cameraDeviceSchema } from "./site.ts";
import { base } from "./procedure.ts";

/** Finding cameras in the network and looking at one before it is enrolled (0014). */

/** A camera that answered a search. Whatever stands here was said by whoever sent the packet: nothing of it is proven. */
export interface FoundCamera {
  /** Of this row in this search: what the camera calls itself, and where its packet came from. */
  readonly key: string;
  /** The WS-Discovery endpoint, which should be the camera's own and stay the same for ever. */
  readonly endpoint: string;
  readonly name: string;
  readonly hardware: string;
  readonly location: string;
  /** Where the packet came from. */
  readonly sourceAddress: string;
  /** To ask it at: port and path that it named, at the address the packet came from. */
  readonly address: string;
  /** Hosts that it named and that the packet did not come from. Nothing is sent there. */
  readonly otherHosts: readonly string[];
  /** Another row has the same endpoint: two cameras with one identity, or one that poses as another. */
  readonly sharesEndpoint: boolean;
}

/** Where was searched; an interface that could not be used says why. */
export interface SearchedInterface {
  readonly name: string;
  readonly address: string;
  /** Null when it was searched. */
  readonly reason: string | null;
}

export type SearchMessage =
  | { readonly type: "begun"; readonly interfaces: readonly SearchedInterface[]; readonly withinMs: number }
  /** Rows that are new or have changed. */
  | { readonly type: "found"; readonly cameras: readonly FoundCamera[] }
  | {
      readonly type: "done";
      readonly interfaces: readonly SearchedInterface[];
      /** Packets that were no fit answer to the question; `full`: more answered than are listed. */
      readonly refused: number;
      readonly full: boolean;
    };

/** What an `https` address shows before anything is sent to it. */
export interface ShownCertificate {
  /** Of the DER form, 64 lower-case hex digits. */
  readonly sha256: string;
  readonly subject: string;
  readonly validFromMs: number;
  readonly validToMs: number;
}

/** What is being asked of a camera. The password is not used before `identity`. */
export const probeSteps = ["clock", "identity", "picture"] as const;

export interface ProbedProfile {
  readonly encoding: string;
  readonly width: number;
  readonly height: number;
}

export interface ProbedCamera {
  readonly manufacturer: string;
  readonly model: string;
  readonly firmware: string;
  readonly serial: string;
  /** The camera's clock minus ours; null when it told none. */
  readonly clockOffsetMs: number | null;
  readonly profiles: readonly ProbedProfile[];
  /** The one for a tile; null when there is none that can be shown. */
  readonly tile: ProbedProfile | null;
  /** Of the stream, to be enrolled with it; null without a tile. */
  readonly rtspPort: number | null;
  /** It has events by PullPoint. */
  readonly events: boolean;
  /** It can be moved. */
  readonly ptz: boolean;
  /** Hosts that its answers named besides the one that was asked. Nothing is sent there. */
  readonly otherHosts: readonly string[];
  /** One picture as it came, base64; null with the reason in `pictureError`: `camera.stream_port` until that was agreed to. */
  readonly jpeg: string | null;
  readonly pictureError: ErrorData | null;
}

export type ProbeMessage =
  | { readonly type: "step"; readonly step: (typeof probeSteps)[number] }
  /** The last message for an `https` address without a certificate: to be compared, then asked again with it. */
  | { readonly type: "certificate"; readonly certificate: ShownCertificate }
  | { readonly type: "done"; readonly camera: ProbedCamera };

/** What the technician typed for one camera. */
export const probeInputSchema = z.strictObject({
  address: z.url({ protocol: /^https?$/ }).max(300),
  /** For `https`, once it was compared. */
  certificate: cameraDeviceSchema.shape.certificate,
  /** Once it was agreed to; left out, only the usual port 554 is asked for a picture. */
  rtspPort: cameraDeviceSchema.shape.rtspPort,
  username: z.string().max(64),
  password: z.string().max(128),
});
export type ProbeInput = z.infer<typeof probeInputSchema>;

export const enrolContract = {
  /** Ends by itself; one at a time, else `rpc.too_often`. Leaving it ends the search. */
  discover: base.output(eventIterator(z.custom<SearchMessage>())),
  /**
   * Asks exactly this address, without the password first. Refused: `rpc.too_often`, what a camera may fail with. A refused password is tried once.
   */
  probe: base.input(probeInputSchema).output(eventIterator(z.custom<ProbeMessage>())),
} as const;
