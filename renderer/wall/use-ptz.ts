import { useCallback, useEffect, useRef, useState } from "react";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { PtzPreset, PtzVector } from "../../native/contract/ptz.ts";
import type { StationClient } from "../rpc/transport.ts";
import { useSession } from "../rpc/use-station.tsx";

export interface PtzPadState {
  /** The camera is this operator's. */
  readonly held: boolean;
  readonly presets: readonly PtzPreset[];
  readonly error: ErrorData | null;
  readonly move: (vector: PtzVector) => void;
  readonly stop: () => void;
  readonly goTo: (preset: PtzPreset) => void;
  readonly goHome: () => void;
  readonly setPreset: (name: string) => void;
  readonly removePreset: (preset: PtzPreset) => void;
}

/** Said again so often while a key is down: the camera stops after 2 s without it. */
const renewMs = 700;
/** A slow camera is reached with half a dozen calls. */
const mostTakeMs = 15_000;
const still: PtzVector = { pan: 0, tilt: 0, zoom: 0 };
const keys: Readonly<Record<string, Partial<PtzVector>>> = {
  ArrowLeft: { pan: -1 },
  ArrowRight: { pan: 1 },
  ArrowUp: { tilt: 1 },
  ArrowDown: { tilt: -1 },
  "+": { zoom: 1 },
  "=": { zoom: 1 },
  "-": { zoom: -1 },
};

/** Holds a camera while it is shown, and gives it back. Keys are taken before the desk sees them, those of PTZ only. */
export function usePtz(cameraId: string, onClose: () => void): PtzPadState {
  const session = useSession();
  const [held, setHeld] = useState(false);
  const [presets, setPresets] = useState<readonly PtzPreset[]>([]);
  const [error, setError] = useState<ErrorData | null>(null);
  const going = useRef<{ vector: PtzVector; timer: number } | null>(null);

  const call = useCallback(
    async <T>(ask: (client: StationClient) => Promise<T>): Promise<T | null> => {
      const answer = await session.call(ask);
      setError(answer.ok ? null : answer.error);
      // Somebody else has it now, or it cannot be moved: nothing more is sent.
      if (!answer.ok && (answer.error.code === "camera.ptz_held" || answer.error.code === "camera.no_ptz"))
        setHeld(false);
      return answer.ok ? answer.value : null;
    },
    [session],
  );

  useEffect(() => {
    let isOpen = true;
    void session
      .call((client) => client.ptz.take({ cameraId }), mostTakeMs)
      .then((answer) => {
        if (!isOpen) return;
        setError(answer.ok ? null : answer.error);
        setPresets(answer.ok ? answer.value.presets : []);
        setHeld(answer.ok);
      });
    return () => {
      isOpen = false;
      void session.call((client) => client.ptz.release({ cameraId }));
    };
  }, [cameraId, session]);

  const stop = useCallback(() => {
    if (going.current === null) return;
    window.clearInterval(going.current.timer);
    going.current = null;
    void call((client) => client.ptz.move({ cameraId, vector: still }));
  }, [call, cameraId]);

  const move = useCallback(
    (vector: PtzVector) => {
      if (going.current !== null) window.clearInterval(going.current.timer);
      const send = () => void call((client) => client.ptz.move({ cameraId, vector }));
      going.current = { vector, timer: window.setInterval(send, renewMs) };
      send();
    },
    [call, cameraId],
  );

  const goTo = useCallback(
    ({ token }: PtzPreset) => void call((client) => client.ptz.goTo({ cameraId, preset: token })),
    [call, cameraId],
  );
  const goHome = useCallback(() => void call((client) => client.ptz.goHome({ cameraId })), [call, cameraId]);
  const keep = (list: readonly PtzPreset[] | null) => {
    if (list !== null) setPresets(list);
  };

  const latest = useRef({ held, presets, move, stop, goTo, goHome, onClose });
  useEffect(() => {
    latest.current = { held, presets, move, stop, goTo, goHome, onClose };
  });
  useEffect(() => {
    const down = new Map<string, Partial<PtzVector>>();
    const vectorNow = (): PtzVector => Object.assign({ ...still }, ...down.values());
    const onDown = (event: KeyboardEvent) => {
      const now = latest.current;
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      const isTyping = event.target instanceof Element && event.target.closest("input, textarea, select") !== null;
      if (event.key === "Escape" || (event.key.toLowerCase() === "i" && !isTyping)) now.onClose();
      else if (isTyping || !now.held) return;
      else if (event.key in keys) {
        if (!event.repeat) {
          down.set(event.key, keys[event.key] ?? {});
          now.move(vectorNow());
        }
      } else if (event.key === "Home") now.goHome();
      else if (/^[1-9]$/.test(event.key)) {
        const preset = now.presets[Number(event.key) - 1];
        if (preset !== undefined && !event.repeat) now.goTo(preset);
      } else return;
      event.preventDefault();
      event.stopPropagation();
    };
    const onUp = (event: KeyboardEvent) => {
      if (!down.delete(event.key)) return;
      if (down.size === 0) latest.current.stop();
      else latest.current.move(vectorNow());
    };
    // A window without the focus hears of no key that is let go.
    const onAway = () => {
      down.clear();
      latest.current.stop();
    };
    window.addEventListener("keydown", onDown, { capture: true });
    window.addEventListener("keyup", onUp, { capture: true });
    window.addEventListener("blur", onAway);
    document.addEventListener("visibilitychange", onAway);
    return () => {
      onAway();
      window.removeEventListener("keydown", onDown, { capture: true });
      window.removeEventListener("keyup", onUp, { capture: true });
      window.removeEventListener("blur", onAway);
      document.removeEventListener("visibilitychange", onAway);
    };
  }, []);

  return {
    held,
    presets,
    error,
    move,
    stop,
    goTo,
    goHome,
    setPreset: (name) => void call((client) => client.ptz.setPreset({ cameraId, preset: null, name })).then(keep),
    removePreset: ({ token }) => void call((client) => client.ptz.removePreset({ cameraId, preset: token })).then(keep),
  };
}
