import { AppError } from "../base/app-error.ts";
import type { Clock } from "../base/clock.ts";
import type { Actor } from "../contract/actor.ts";
import { makeEvent } from "../base/make-event.ts";
import type { EventData, NewEvent } from "../contract/events.ts";
import type { SiteChange, SiteEdit, SitePreview } from "../contract/site-edit.ts";
import type { SiteFile } from "../contract/site.ts";
import type { SiteEditServices } from "../rpc/services.ts";
import { changedLinks } from "./attached-devices.ts";
import type { DataFolder } from "./data-folder.ts";
import { diffSites } from "./site-diff.ts";
import { editSite, exportSite, secretsOf, withoutSecrets } from "./site-edit.ts";
import { type EffectsView, findEffects } from "./site-effects.ts";
import type { CheckedSite } from "./site-file.ts";

export interface SiteEditingParts {
  readonly data: DataFolder;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly present: () => CheckedSite | null;
  readonly check: (text: string) => CheckedSite;
  readonly view: () => EffectsView;
  /** Fails with `log.unavailable` at once while nothing can be stored: a change must not happen later by itself. */
  readonly store: (events: readonly NewEvent[]) => Promise<void>;
  /** The alarm rules and the lines take the site. Throws `site.line_failed`, `desk.invalid_settings`. */
  readonly use: (checked: CheckedSite) => Promise<void>;
  /** Throws what `use` would refuse before anything is done. */
  readonly tryRules: (checked: CheckedSite) => void;
}

type Source = EventData<"site.changed">["source"];

export interface SiteEditing extends SiteEditServices {
  /** A whole file from somebody who saw no preview, as at the first start. */
  install(checked: CheckedSite, actor: Actor): Promise<void>;
}

/** Fields in one event: an import of a whole hospital must not become one event of megabytes. */
const mostFields = 200;

/** Changes of the site, one after the other. */
export function makeSiteEditing(parts: SiteEditingParts): SiteEditing {
  const { data, present } = parts;
  let last: Promise<unknown> = Promise.resolve();

  /** Two desks that apply at once are taken in turn: the second then finds that the site has changed. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  }

  function preview(after: CheckedSite, secretsDropped: readonly string[]): SitePreview {
    const before = present();
    const baseSha256 = before?.sha256 ?? "";
    if (after.site === null) return { baseSha256, problems: [...after.problems], changes: [], links: [], effects: [] };
    return {
      baseSha256,
      problems: [],
      changes: diffSites(before?.site ?? null, after.site),
      links: changedLinks(before?.site?.devices ?? [], after.site.devices),
      effects: findEffects(before?.site ?? null, after.site, secretsDropped, parts.view()),
    };
  }

  /** The events decide: what happens after them is repeated at the next start, what happened before is undone. */
  async function change(after: CheckedSite, source: Source, actor: Actor): Promise<void> {
    const { site } = after;
    const [first] = after.problems;
    if (site === null || first !== undefined)
      throw new AppError("site.invalid", { ...first, count: after.problems.length });
    parts.tryRules(after);
    const before = present();
    data.stageSite(after.text);
    try {
      await parts.store(changeEvents(before, after, site, source, actor));
    } catch (error) {
      data.dropStagedSite();
      throw error;
    }
    if (before !== null && before.sha256 !== after.sha256) data.backUpSite(before.text);
    data.commitSite();
    try {
      await parts.use(after);
    } catch (error) {
      if (source === "rolled_back" || before === null) throw error;
      await change(before, "rolled_back", actor);
      throw error;
    }
  }

  function changeEvents(
    before: CheckedSite | null,
    after: CheckedSite,
    site: SiteFile,
    source: Source,
    actor: Actor,
  ): NewEvent[] {
    const atMs = parts.clock.nowMs();
    const place = (deviceId: string | null) =>
      ({ key: `site:${parts.newId()}`, severity: "information", atMs, deviceId, actor }) as const;
    const hashes = { sha256Before: before?.sha256 ?? "", sha256After: after.sha256 };
    const changed = diffSites(before?.site ?? null, site).flatMap((one): NewEvent[] =>
      inParts(one).map((fields, index, all) =>
        makeEvent("site.changed", place(one.what === "device" ? one.id : null), {
          ...one,
          fields: [...fields],
          source,
          part: index + 1,
          parts: all.length,
          ...hashes,
        }),
      ),
    );
    return [...changed, makeEvent("site.loaded", place(null), siteFacts(after))];
  }

  /** The newest version that differs from the one in force. */
  function former(): { checked: CheckedSite; atMs: number } | null {
    const found = data.siteBackups().find((backup) => backup.text !== present()?.text);
    return found === undefined ? null : { checked: parts.check(found.text), atMs: found.atMs };
  }

  function needFormer(): CheckedSite {
    const found = former();
    if (found === null) throw new AppError("site.nothing_to_undo");
    return found.checked;
  }

  function needBase(baseSha256: string): void {
    if ((present()?.sha256 ?? "") !== baseSha256) throw new AppError("site.changed_meanwhile");
  }

  const edited = (edit: SiteEdit) => editSite(present(), edit, parts.check);

  return {
    editableSite() {
      const checked = present();
      const site = checked?.site ?? null;
      return {
        sha256: checked?.sha256 ?? "",
        site: site && { ...site, devices: site.devices.map(withoutSecrets) },
        secrets: site === null ? [] : secretsOf(site),
        undoAtMs: former()?.atMs ?? null,
      };
    },
    previewSite(edit) {
      const { checked, secretsDropped } = edited(edit);
      return preview(checked, secretsDropped);
    },
    previewUndo: () => preview(needFormer(), []),
    applySite: (edit, baseSha256, actor) =>
      inTurn(async () => {
        needBase(baseSha256);
        const { checked } = edited(edit);
        await change(checked, "text" in edit ? "import" : "edit", actor);
        return { sha256: checked.sha256 };
      }),
    undoSite: (baseSha256, actor) =>
      inTurn(async () => {
        needBase(baseSha256);
        const checked = needFormer();
        await change(checked, "undo", actor);
        return { sha256: checked.sha256 };
      }),
    async exportSite(withSecrets, actor) {
      const checked = present();
      if (checked === null) throw new AppError("site.missing");
      const text = exportSite(checked, withSecrets);
      if (withSecrets) {
        const facts = { sha256: checked.sha256, withSecrets };
        const nobody = { deviceId: null, pointId: null, areaId: null, alarmId: null, deviceAtMs: null };
        const atMs = parts.clock.nowMs();
        const key = `site:${parts.newId()}`;
        await parts.store([
          { ...nobody, key, kind: "site.exported", severity: "information", atMs, actor, data: facts },
        ]);
      }
      return { text };
    },
    install: (checked, actor) => inTurn(() => change(checked, "import", actor)),
  };
}

function inParts({ fields }: SiteChange): (readonly SiteChange["fields"][number][])[] {
  const found = [];
  for (let from = 0; from === 0 || from < fields.length; from += mostFields)
    found.push(fields.slice(from, from + mostFields));
  return found;
}

/** What `site.loaded` says of a site. */
export function siteFacts(checked: CheckedSite): EventData<"site.loaded"> {
  const devices = checked.site?.devices ?? [];
  const points = devices.reduce((sum, each) => sum + (each.kind === "panel" ? each.points.length : 0), 0);
  return { siteId: checked.site?.site.id ?? "", sha256: checked.sha256, devices: devices.length, points };
}

/**
 * Ends a change in which the station died: if its events were stored the new text is put in place,
 * else it is thrown away. To be called when the log is open; the site that is now in force, or null for
 * the one that was.
 */
export async function finishSiteChange(
  data: DataFolder,
  check: (text: string) => CheckedSite,
  lastLoadedSha256: () => Promise<string | null>,
): Promise<CheckedSite | null> {
  const staged = data.readStagedSite();
  if (staged === null) return null;
  const checked = check(staged);
  if ((await lastLoadedSha256()) === checked.sha256) {
    data.commitSite();
    return checked;
  }
  data.dropStagedSite();
  return null;
}
