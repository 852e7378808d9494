/**
 * The colours of the console. Greys for all that is well; a colour only for what is abnormal
 * (ISA-101). Every pair that is used as text on ground is listed in `textPairs` and tested for
 * WCAG AA (4.5 : 1).
 */
export const tokens = {
  ground: "#15171a",
  surface: "#1d2024",
  raised: "#282c31",
  line: "#3b4148",
  /** Borders of what can be operated: 3 : 1 against every ground. */
  edge: "#747c86",
  text: "#dde1e5",
  quiet: "#a3abb4",
  focus: "#8ec1f5",
  selected: "#2f3944",
  life: "#ff7b72",
  lifeFill: "#cf2a27",
  onLifeFill: "#ffffff",
  security: "#ffa24a",
  securityFill: "#f08c1e",
  onSecurityFill: "#15171a",
  fault: "#ecd047",
  faultFill: "#e2c52f",
  onFaultFill: "#15171a",
  information: "#9fc0dd",
  informationFill: "#86a9c8",
  onInformationFill: "#15171a",
} as const;
export type Token = keyof typeof tokens;

/** Text, then what it stands on. */
export const textPairs: readonly (readonly [Token, Token])[] = [
  ...(["text", "quiet", "life", "security", "fault", "information", "focus"] as const).flatMap((text) =>
    (["ground", "surface", "raised", "selected"] as const).map((ground) => [text, ground] as const),
  ),
  ["onLifeFill", "lifeFill"],
  ["onSecurityFill", "securityFill"],
  ["onFaultFill", "faultFill"],
  ["onInformationFill", "informationFill"],
];

/** Edges and marks that carry meaning, and their ground: 3 : 1. */
export const edgePairs: readonly (readonly [Token, Token])[] = [
  ["edge", "ground"],
  ["edge", "surface"],
  ["edge", "raised"],
  ["focus", "ground"],
  ["lifeFill", "ground"],
  ["lifeFill", "surface"],
];

/** System fonts only: nothing is fetched. */
export const fontFamily =
  '"Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "WenQuanYi Micro Hei", system-ui, sans-serif';
export const monoFamily = '"Noto Sans Mono", "DejaVu Sans Mono", Consolas, Menlo, monospace';
