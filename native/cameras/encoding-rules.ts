import type { VideoEncoding } from "../contract/video.ts";
import { readAccessUnitHead } from "./h264/access-unit.ts";
import type { AccessUnitHead } from "./h264/access-unit.ts";
import { readSequenceParameters } from "./h264/sequence-parameters.ts";
import type { SequenceParameters } from "./h264/sequence-parameters.ts";
import { readHevcHead } from "./h265/access-unit.ts";
import { readHevcParameters } from "./h265/sequence-parameters.ts";

/** How the two encodings differ for whoever only hands pictures on. */
export interface EncodingRules {
  readonly readHead: (unit: Uint8Array) => AccessUnitHead;
  /** Throws `camera.bad_answer`. */
  readonly readParameters: (sps: Uint8Array) => SequenceParameters;
}

export const encodingRules: Readonly<Record<VideoEncoding, EncodingRules>> = {
  h264: { readHead: readAccessUnitHead, readParameters: readSequenceParameters },
  h265: { readHead: readHevcHead, readParameters: readHevcParameters },
};
