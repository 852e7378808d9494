import { ConfigProvider, theme, type ThemeConfig } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import { type ReactNode, useMemo } from "react";
import type { Language } from "../../native/contract/text.ts";
import { useRem } from "./rem.ts";
import { fontFamily, monoFamily, tokens } from "./tokens.ts";

const themeOf = (rem: number): ThemeConfig => ({
  algorithm: theme.darkAlgorithm,
  token: {
    colorPrimary: tokens.focus,
    colorBgBase: tokens.ground,
    colorBgContainer: tokens.surface,
    colorBgElevated: tokens.raised,
    colorBorder: tokens.edge,
    colorTextBase: tokens.text,
    colorText: tokens.text,
    colorTextSecondary: tokens.quiet,
    colorTextTertiary: tokens.quiet,
    colorTextPlaceholder: tokens.quiet,
    colorTextLightSolid: tokens.ground,
    colorError: tokens.life,
    colorWarning: tokens.fault,
    fontFamily,
    fontFamilyCode: monoFamily,
    fontSize: rem,
    fontSizeSM: rem,
    controlHeight: Math.round(2.25 * rem),
    borderRadius: 3,
    motion: false,
    wireframe: false,
  },
  components: {
    Button: { contentFontSizeSM: rem, paddingInlineSM: 8 },
    Slider: {
      railBg: tokens.line,
      railHoverBg: tokens.line,
      trackBg: tokens.edge,
      trackHoverBg: tokens.edge,
      handleColor: tokens.text,
    },
  },
});

/** The nonce that the server put into the page for style elements; undefined where it did not. */
function styleNonce(): string | undefined {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
  return nonce ? nonce : undefined;
}

/** Writes the tokens where style sheets find them: `--life-fill` for `lifeFill`. */
export function publishTokens(root: HTMLElement): void {
  for (const [name, value] of Object.entries(tokens))
    root.style.setProperty(`--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value);
  root.style.setProperty("--font", fontFamily);
  root.style.setProperty("--mono", monoFamily);
}

export function Theme({ language, children }: { readonly language: Language; readonly children: ReactNode }) {
  const nonce = styleNonce();
  const rem = useRem();
  const themeConfig = useMemo(() => themeOf(rem), [rem]);
  return (
    <ConfigProvider
      theme={themeConfig}
      locale={language === "en" ? enUS : zhCN}
      wave={{ disabled: true }}
      button={{ autoInsertSpace: false }}
      {...(nonce === undefined ? {} : { csp: { nonce } })}
    >
      {children}
    </ConfigProvider>
  );
}
