import { Button } from "antd";
import SignaturePad from "signature_pad";
import { type ReactNode, useEffect, useRef } from "react";
import { signatureSvg } from "./signature-svg.ts";
import styles from "./signature.module.css";

export interface Signature {
  /** Where somebody signs with a pen, a finger or the mouse. */
  readonly field: ReactNode;
  /** The strokes as an SVG; null while there are none. */
  readonly read: () => string | null;
}

/** @param shown the field stands on the screen now */
export function useSignature(
  shown: boolean,
  words: { readonly how: string; readonly here: string; readonly clear: string },
): Signature {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pad = useRef<SignaturePad | null>(null);
  useEffect(() => {
    const place = canvas.current;
    if (place === null || !shown) return;
    // As many pixels as are on the screen, so that a thin line stays one.
    const ratio = Math.max(1, window.devicePixelRatio);
    place.width = place.offsetWidth * ratio;
    place.height = place.offsetHeight * ratio;
    place.getContext("2d")?.scale(ratio, ratio);
    pad.current = new SignaturePad(place, { penColor: "#000", backgroundColor: "#fff" });
    return () => {
      pad.current?.off();
      pad.current = null;
    };
  }, [shown]);
  return {
    field: (
      <>
        <p className={styles["quiet"]}>{words.how}</p>
        <canvas ref={canvas} className={styles["canvas"]} aria-label={words.here} />
        <Button size="small" onClick={() => pad.current?.clear()}>
          {words.clear}
        </Button>
      </>
    ),
    read() {
      const drawing = pad.current;
      const place = canvas.current;
      if (drawing === null || place === null || drawing.isEmpty()) return null;
      return signatureSvg(
        drawing.toData().map((stroke) => stroke.points),
        { width: place.offsetWidth, height: place.offsetHeight },
      );
    },
  };
}
