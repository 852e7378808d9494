import { ConfigProvider, theme, type ThemeConfig } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import type { ReactNode } from "react";
import type { Language } from "../../native/contract/text.ts";
import { fontFamily, monoFamily, tokens } from "./tokens.ts";

const themeConfig: ThemeConfig = {
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
    fontSize: 14,
    fontSizeSM: 14,
    borderRadius: 3,
    motion: false,
    wireframe: false,
  },
  components: { Button: { contentFontSizeSM: 14, paddingInlineSM: 8 } },
};

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
