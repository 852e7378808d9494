/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/prefer-tag-over-role -- arrows move among the buttons
   inside; a modal dialog would take the keys from the alarms */
import { Button } from "antd";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { LocalizedText } from "../../native/contract/text.ts";
import type { SiteWall } from "../../native/contract/wall.ts";
import { useTexts } from "../i18n/use-texts.ts";
import { SaveTourForm, SaveViewForm } from "./save-forms.tsx";
import { useWallEditing } from "./use-wall-editing.ts";
import type { WholeWallState } from "./use-whole-wall.ts";
import styles from "./wall-menu.module.css";

interface WallMenuProps {
  readonly wall: WholeWallState;
  readonly saved: SiteWall;
  /** Views and tours are everybody's: the chief and the technician change them. */
  readonly mayEdit: boolean;
}

interface Removal {
  readonly what: "view" | "tour";
  readonly id: string;
  readonly name: LocalizedText;
}

/** The next id that nobody has: `view`, `view2`, … */
function freeId(stem: string, taken: readonly { readonly id: string }[]): string {
  for (let number = 1; ; number++) {
    const id = `${stem}${number}`;
    if (!taken.some((each) => each.id === id)) return id;
  }
}

/** Without it, and without the tours that would show nothing then. */
function without({ views, tours }: SiteWall, { what, id }: Removal): SiteWall {
  if (what === "tour") return { views, tours: tours.filter((tour) => tour.id !== id) };
  return {
    views: views.filter((view) => view.id !== id),
    tours: tours
      .map((tour) => ({ ...tour, views: tour.views.filter((each) => each !== id) }))
      .filter((tour) => tour.views.length > 0),
  };
}

/** Views and tours to choose from, the selected tile's part in alarms, and what the chief saves for all. */
export function WallMenu({ wall, saved, mayEdit }: WallMenuProps) {
  const { t, named, errorText } = useTexts();
  const editing = useWallEditing();
  const [form, setForm] = useState<"view" | "tour" | Removal | null>(null);
  const [done, setDone] = useState("");
  const menu = useRef<HTMLElement>(null);
  const close = () => wall.showMenu(false);
  // Back from a form as well as at the beginning: the arrows start from the first that can be chosen.
  useEffect(() => {
    if (form === null) menu.current?.querySelector<HTMLElement>("li button")?.focus();
  }, [form]);

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      if (form === null) close();
      else setForm(null);
    } else if (event.key === "/" && form === null) close();
    else if (step !== undefined && form === null) {
      const buttons = [...(menu.current?.querySelectorAll<HTMLElement>("button") ?? [])];
      const at = buttons.indexOf(document.activeElement as HTMLElement);
      buttons[(at + step + buttons.length) % buttons.length]?.focus();
    } else return;
    event.preventDefault();
  }
  async function save(by: (present: SiteWall) => SiteWall, said: string): Promise<void> {
    if (!(await editing.change(by))) return;
    setForm(null);
    setDone(said);
  }
  const saveView = (name: LocalizedText) => {
    const { layout, tiles, spot } = wall.arrangement;
    void save(
      (present) => ({
        ...present,
        views: [...present.views, { id: freeId("view", present.views), name, layout, tiles: [...tiles], spot }],
      }),
      t("wall.menu.saved", { name: named(name) }),
    );
  };
  const saveTour = (name: LocalizedText, dwellSeconds: number, views: readonly string[]) =>
    void save(
      (present) => ({
        ...present,
        tours: [...present.tours, { id: freeId("tour", present.tours), name, dwellSeconds, views: [...views] }],
      }),
      t("wall.menu.saved", { name: named(name) }),
    );
  const problem = editing.problem === null ? "" : errorText(editing.problem);
  const formProps = { busy: editing.busy, problem, onCancel: () => setForm(null) };

  return (
    <aside ref={menu} className={styles["menu"]} role="dialog" aria-label={t("wall.menu.title")} onKeyDown={onKeyDown}>
      {form === "view" ? (
        <SaveViewForm title={t("wall.menu.saveView")} onSave={saveView} {...formProps} />
      ) : form === "tour" ? (
        <SaveTourForm title={t("wall.menu.newTour")} views={saved.views} onSave={saveTour} {...formProps} />
      ) : form !== null ? (
        <div className={styles["form"]} role="alertdialog" aria-label={t("wall.menu.remove")}>
          <h3>{t("wall.menu.removeAsk", { name: named(form.name) })}</h3>
          <p>{form.what === "view" ? t("wall.menu.removeViewWhy") : ""}</p>
          <Button
            danger
            ref={focusOnce}
            loading={editing.busy}
            onClick={() =>
              void save((present) => without(present, form), t("wall.menu.removed", { name: named(form.name) }))
            }
          >
            {t("wall.menu.remove")}
          </Button>
          <Button onClick={() => setForm(null)}>{t("alarms.actions.cancel")}</Button>
          {problem !== "" && <p className={styles["problem"]}>{problem}</p>}
        </div>
      ) : (
        <>
          <h3>{t("wall.menu.views")}</h3>
          <ul>
            <li>
              <button
                type="button"
                aria-pressed={wall.view === null}
                onClick={() => {
                  wall.showView(null);
                  close();
                }}
              >
                {t("wall.menu.own")}
              </button>
            </li>
            {saved.views.map((view) => (
              <li key={view.id}>
                <button
                  type="button"
                  data-view={view.id}
                  aria-pressed={wall.tour === null && wall.view?.id === view.id}
                  onClick={() => {
                    wall.showView(view.id);
                    close();
                  }}
                >
                  {named(view.name)} <small>{t("wall.whole.tiles", { n: view.layout })}</small>
                </button>
                {mayEdit && (
                  <Button size="small" onClick={() => setForm({ what: "view", id: view.id, name: view.name })}>
                    {t("wall.menu.remove")}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          {saved.views.length === 0 && <p className={styles["none"]}>{t("wall.menu.noViews")}</p>}
          <h3>{t("wall.menu.tours")}</h3>
          <ul>
            {saved.tours.map((tour) => (
              <li key={tour.id}>
                <button
                  type="button"
                  data-tour={tour.id}
                  aria-pressed={wall.tour?.id === tour.id}
                  onClick={() => {
                    wall.startTour(wall.tour?.id === tour.id ? null : tour.id);
                    close();
                  }}
                >
                  {named(tour.name)}{" "}
                  <small>
                    {wall.tour?.id === tour.id
                      ? t("wall.menu.endTour")
                      : t("wall.menu.tourOf", { n: tour.views.length, s: tour.dwellSeconds })}
                  </small>
                </button>
                {mayEdit && (
                  <Button size="small" onClick={() => setForm({ what: "tour", id: tour.id, name: tour.name })}>
                    {t("wall.menu.remove")}
                  </Button>
                )}
              </li>
            ))}
          </ul>
          {saved.tours.length === 0 && <p className={styles["none"]}>{t("wall.menu.noTours")}</p>}
          <h3>{t("wall.menu.tile")}</h3>
          <ul>
            <li>
              <button type="button" aria-pressed={wall.arrangement.spot === wall.selected} onClick={wall.toggleSpot}>
                {t("wall.menu.spot")}
              </button>
            </li>
          </ul>
          <p className={styles["none"]}>{t("wall.spot.why")}</p>
          {mayEdit ? (
            <div className={styles["edit"]}>
              <Button onClick={() => setForm("view")}>{t("wall.menu.saveView")}</Button>
              <Button disabled={saved.views.length === 0} onClick={() => setForm("tour")}>
                {t("wall.menu.newTour")}
              </Button>
            </div>
          ) : (
            <p className={styles["none"]}>{t("wall.menu.whoEdits")}</p>
          )}
          <output className={styles["done"]}>
            {done}{" "}
            {done !== "" && editing.canUndo && (
              <Button size="small" onClick={() => void editing.undo().then(() => setDone(""))}>
                {t("wall.menu.undo")}
              </Button>
            )}
          </output>
          {problem !== "" && <p className={styles["problem"]}>{problem}</p>}
        </>
      )}
    </aside>
  );
}

function focusOnce(element: HTMLElement | null): void {
  element?.focus();
}
