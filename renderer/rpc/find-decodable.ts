import { type VideoEncoding, videoEncodings } from "../../native/contract/video.ts";

/** What cameras send most: High, and Main up to full HD. */
const sampleCodecs: Readonly<Record<VideoEncoding, string>> = { h264: "avc1.640028", h265: "hev1.1.6.L120.90" };

/** What this browser's own decoder takes. H.265 needs a graphics card that decodes it; without one it is refused. */
export async function findDecodable(): Promise<readonly VideoEncoding[]> {
  if (typeof VideoDecoder === "undefined") return [];
  const found = await Promise.all(
    videoEncodings.map(async (encoding) => ((await isDecodable(sampleCodecs[encoding])) ? [encoding] : [])),
  );
  return found.flat();
}

/** `codec` as in a `config` notice. */
export async function isDecodable(codec: string): Promise<boolean> {
  try {
    return (await VideoDecoder.isConfigSupported({ codec })).supported === true;
  } catch {
    // A codec string that the browser cannot even read is one it cannot decode.
    return false;
  }
}
