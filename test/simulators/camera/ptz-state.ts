/** Where the simulated camera looks: -1 to 1 from edge to edge, 0 the middle; 1 the whole picture to 4. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface SimulatedPtz {
  now(): View;
  /** Turns just now. */
  isMoving(): boolean;
  /** The response element of a PTZ call; null for a call that is none. */
  answer(call: string, envelope: string): string | null;
}

interface Speeds {
  readonly pan: number;
  readonly tilt: number;
  readonly zoom: number;
}

const namespace = "http://www.onvif.org/ver20/ptz/wsdl";
const home: View = { x: 0, y: 0, zoom: 1 };
/** From the middle to the edge in so many seconds at full speed. */
const edgeSeconds = 2;
const still: Speeds = { pan: 0, tilt: 0, zoom: 0 };
const between = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value));

/** The PTZ service of a camera (ONVIF PTZ, 5): turns while it is told to, and for as long as `Timeout` says at most. */
export function makeSimulatedPtz(): SimulatedPtz {
  let view = home;
  let speeds = still;
  let sinceMs = performance.now();
  let untilMs = 0;
  const presets = new Map<string, { readonly name: string; readonly view: View }>([
    ["1", { name: "门口", view: { x: -0.6, y: 0, zoom: 1.5 } }],
    ["2", { name: "走廊", view: { x: 0, y: 0, zoom: 2.5 } }],
  ]);

  function advance(): void {
    const nowMs = performance.now();
    const seconds = Math.max(0, Math.min(nowMs, untilMs) - sinceMs) / 1000;
    view = {
      x: between(-1, view.x + (speeds.pan * seconds) / edgeSeconds, 1),
      y: between(-1, view.y + (speeds.tilt * seconds) / edgeSeconds, 1),
      zoom: between(1, view.zoom + speeds.zoom * seconds, 4),
    };
    sinceMs = nowMs;
    if (nowMs >= untilMs) speeds = still;
  }

  function go(to: View): void {
    advance();
    view = to;
    speeds = still;
  }

  const attribute = (envelope: string, element: string, name: string): number =>
    Number(new RegExp(`<(?:\\w+:)?${element}[^>]*\\s${name}="([^"]*)"`).exec(envelope)?.[1] ?? "0");
  const textOf = (envelope: string, element: string): string =>
    new RegExp(`<(?:\\w+:)?${element}(?:\\s[^>]*)?>([^<]*)<`)
      .exec(envelope)?.[1]
      ?.replaceAll(/&#x([0-9a-f]+);/g, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16))) ?? "";
  const response = (call: string, content = ""): string =>
    `<tptz:${call}Response xmlns:tptz="${namespace}">${content}</tptz:${call}Response>`;

  return {
    now() {
      advance();
      return view;
    },
    isMoving() {
      advance();
      return speeds !== still;
    },
    answer(call, envelope) {
      switch (call) {
        case "ContinuousMove":
          advance();
          speeds = {
            pan: attribute(envelope, "PanTilt", "x"),
            tilt: attribute(envelope, "PanTilt", "y"),
            zoom: attribute(envelope, "Zoom", "x"),
          };
          untilMs = performance.now() + 1000 * Number(/PT(\d+)S/.exec(textOf(envelope, "Timeout"))?.[1] ?? "10");
          return response(call);
        case "Stop":
          go((advance(), view));
          return response(call);
        case "GotoHomePosition":
          go(home);
          return response(call);
        case "GotoPreset": {
          const preset = presets.get(textOf(envelope, "PresetToken"));
          if (preset === undefined) return null;
          go(preset.view);
          return response(call);
        }
        case "SetPreset": {
          advance();
          const token = textOf(envelope, "PresetToken") || String(presets.size + 1);
          presets.set(token, { name: textOf(envelope, "PresetName"), view });
          return response(call, `<tptz:PresetToken>${token}</tptz:PresetToken>`);
        }
        case "RemovePreset":
          presets.delete(textOf(envelope, "PresetToken"));
          return response(call);
        case "GetPresets":
          return response(
            call,
            Array.from(
              presets,
              ([token, { name }]) =>
                `<tptz:Preset token="${token}"><tt:Name xmlns:tt="http://www.onvif.org/ver10/schema">${name}</tt:Name></tptz:Preset>`,
            ).join(""),
          );
        default:
          return null;
      }
    },
  };
}
