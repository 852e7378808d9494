/* oxlint-disable jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-autofocus --
   what scrolls must take the focus; the question asked must have the keys */
import { Button } from "antd";
import type { KeyboardEvent } from "react";
import type { SiteChange, SiteEffect, SiteFieldChange, SiteLinkChange } from "../../native/contract/site-edit.ts";
import { useTexts } from "../i18n/use-texts.ts";
import styles from "./change-card.module.css";
import { useFieldTexts } from "./form/use-field-texts.ts";
import { SiteProblems } from "./site-problems.tsx";
import type { Proposal } from "./use-site-editing.ts";

interface ChangeCardProps {
  readonly proposal: Proposal;
  readonly busy: boolean;
  readonly onApply: () => void;
  readonly onCancel: () => void;
}

/** The Enter that asked may still be held down: it is no yes. */
function onlyOnce(event: KeyboardEvent): void {
  if (event.repeat) event.preventDefault();
}

/** More lines than anybody reads before a yes. */
const mostLines = 400;

/** What a change will do, before it is done: what hangs on it first, then lines, then every field. */
export function ChangeCard({ proposal, busy, onApply, onCancel }: ChangeCardProps) {
  const { t, named } = useTexts();
  const { kind, preview } = proposal;
  const { problems, changes, links, effects } = preview;
  const nothing = problems.length === 0 && changes.length === 0;
  const title = {
    change: t("site.edit.confirmChange"),
    remove: t("site.edit.confirmRemove"),
    undo: t("site.edit.confirmUndo"),
    import: t("site.edit.confirmImport"),
  }[kind];
  const lines = changes.reduce((sum, change) => sum + change.fields.length, 0);
  return (
    <section className={styles["card"]} role="alertdialog" aria-label={title} data-proposal={kind}>
      <header>
        <h2>{title}</h2>
        {problems.length === 0 && !nothing && (
          <Button
            autoFocus
            type="primary"
            danger={kind === "remove"}
            loading={busy}
            onKeyDown={onlyOnce}
            onClick={onApply}
          >
            {t(`site.edit.yesTo.${kind}`)}
          </Button>
        )}
        <Button autoFocus={problems.length > 0 || nothing} onClick={onCancel}>
          {t("site.edit.back")}
        </Button>
      </header>
      {problems.length > 0 && <SiteProblems problems={problems} />}
      {nothing && <p>{t("site.edit.nothingChanges")}</p>}
      {problems.length === 0 && !nothing && (
        <div data-scrolls className={styles["scroller"]} tabIndex={0}>
          {effects.map((effect) => (
            <EffectLine key={`${effect.type} ${effect.deviceId} ${effect.pointId} ${effect.detail}`} effect={effect} />
          ))}
          <LinkLines links={links} />
          {capped(changes).map((change) => (
            <div key={`${change.what} ${change.id}`} className={styles["change"]} data-action={change.action}>
              <h3>
                {t(`site.edit.actions.${change.action}`)}: {t(`site.edit.what.${change.what}`)} {named(change.name)}{" "}
                <span className={styles["id"]}>{change.id}</span>
              </h3>
              {change.action !== "removed" && (
                <ul>
                  {change.fields.map((field) => (
                    <FieldLine key={field.path} field={field} />
                  ))}
                </ul>
              )}
            </div>
          ))}
          {lines > mostLines && <p>{t("site.edit.moreLines", { n: lines - mostLines })}</p>}
        </div>
      )}
    </section>
  );
}

function capped(changes: readonly SiteChange[]): readonly SiteChange[] {
  let left = mostLines;
  return changes.map((change) => {
    const fields = change.fields.slice(0, left);
    left -= fields.length;
    return { ...change, fields };
  });
}

/** The field in the page's words, then by its place in the file. */
function FieldLine({ field }: { readonly field: SiteFieldChange }) {
  const { t } = useTexts();
  const texts = useFieldTexts();
  const { path, before, after, secret } = field;
  const name = path.replace(/.*\./, "").replace(/\[[^[]*\]$/, "");
  return (
    <li>
      <span>{path.endsWith("]") ? texts.list(name) : texts.label(name)}</span>{" "}
      <span className={styles["path"]}>{path}</span>{" "}
      <span className={styles["values"]}>
        {secret ? t("site.edit.secretChanged") : before === null ? String(after) : `${before} → ${after ?? "—"}`}
      </span>
    </li>
  );
}

function EffectLine({ effect }: { readonly effect: SiteEffect }) {
  const { t, named } = useTexts();
  const { type, deviceId, pointId, name, detail } = effect;
  const where = [named(name), deviceId, pointId].filter(Boolean).join(" ");
  return (
    <p className={styles["effect"]} data-effect={type}>
      {t(`site.edit.effects.${type}`, { where, detail })}
    </p>
  );
}

function LinkLines({ links }: { readonly links: readonly SiteLinkChange[] }) {
  const { t } = useTexts();
  if (links.length === 0) return <p className={styles["quiet"]}>{t("site.edit.noLinks")}</p>;
  return (
    <ul className={styles["links"]}>
      {links.slice(0, 50).map(({ address, action, deviceIds }) => (
        <li key={`${action} ${address} ${deviceIds.join(" ")}`}>
          {t(`site.edit.links.${action}`, { devices: deviceIds.join(", "), address })}
        </li>
      ))}
      {links.length > 50 && <li>{t("site.edit.moreLines", { n: links.length - 50 })}</li>}
    </ul>
  );
}
