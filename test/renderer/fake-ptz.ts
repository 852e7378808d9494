import { implement, ORPCError } from "@orpc/server";
import type { ErrorData } from "../../native/contract/errors.ts";
import type { PtzPreset } from "../../native/contract/ptz.ts";
import { contract } from "../../native/contract/rpc.ts";

/** Plays a camera that can be moved; remembers what it was told. */
export class FakePtz {
  presets: PtzPreset[] = [
    { token: "1", name: "门口" },
    { token: "2", name: "走廊" },
  ];
  refusal: ErrorData | null = null;
  readonly told: { readonly name: string; readonly input: unknown }[] = [];

  router() {
    const { ptz: os } = implement(contract);
    const by = { name: "王芳", role: "operator" } as const;
    const tell = (name: string, input: unknown): void => {
      this.told.push({ name, input });
      if (this.refusal) throw new ORPCError("APP", { defined: true, data: this.refusal });
    };
    const done =
      (name: string) =>
      ({ input }: { input: unknown }) => {
        tell(name, input);
        return {};
      };
    return {
      ptz: {
        take: os.take.handler(({ input }) => {
          tell("take", input);
          return { by, presets: this.presets };
        }),
        release: os.release.handler(done("release")),
        move: os.move.handler(done("move")),
        goTo: os.goTo.handler(done("goTo")),
        goHome: os.goHome.handler(done("goHome")),
        setPreset: os.setPreset.handler(({ input }) => {
          tell("setPreset", input);
          this.presets = [...this.presets, { token: String(this.presets.length + 1), name: input.name }];
          return this.presets;
        }),
        removePreset: os.removePreset.handler(({ input }) => {
          tell("removePreset", input);
          this.presets = this.presets.filter(({ token }) => token !== input.preset);
          return this.presets;
        }),
      },
    };
  }
}
