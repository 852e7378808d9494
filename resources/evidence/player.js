"use strict";
// The page of an export: films of several cameras on one time line, without any network. `data` stands before this.
const words = data.words;
let language = navigator.language.startsWith("zh") ? "zh-CN" : "en";
const zone = data.timeZone;

const byId = (id) => document.getElementById(id);
const say = (key, values = {}) =>
  Object.entries(values).reduce(
    (text, [name, value]) => text.replace(`{{${name}}}`, value),
    words[language].player[key] ?? key,
  );
const named = (name, other) => (name === null || name === undefined ? other : (name[language] ?? name["zh-CN"]));
const lookUp = (tree, path) => path.split(".").reduce((found, part) => found?.[part], tree);
const clock = (ms) => {
  const text = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" }).format(ms);
  return `${text}.${Math.floor((((ms % 1000) + 1000) % 1000) / 100)}`;
};
const make = (tag, more = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), more);
  node.append(...children);
  return node;
};
const cameraName = (cameraId) =>
  named(data.cameras.find((camera) => camera.cameraId === cameraId)?.name, cameraId ?? "");

// A treated film stands for its original.
const treated = new Set(data.files.filter((file) => file.kind === "treated-clip").map((file) => file.clipId));
const clips = data.files.filter(
  (file) => file.kind === "treated-clip" || (file.kind === "clip" && !treated.has(file.clipId)),
);
const cameraIds = [
  ...new Set([...clips.map((clip) => clip.cameraId), ...data.cameras.map((camera) => camera.cameraId)]),
];
const firstMs = clips.length > 0 ? Math.min(...clips.map((clip) => clip.fromMs)) : data.madeAtMs;
const lastMs = clips.length > 0 ? Math.max(...clips.map((clip) => clip.toMs)) : data.madeAtMs;
const spanMs = Math.max(1, lastMs - firstMs);

let nowMs = firstMs;
let playing = false;
let lastTick = 0;

const films = cameraIds.map((cameraId) => {
  const video = make("video", { muted: true, playsInline: true, preload: "auto", disablePictureInPicture: true });
  const name = make("span", { className: "name" });
  const none = make("div", { className: "none" });
  const box = make(
    "div",
    { className: "film" },
    video,
    none,
    name,
    make("span", { className: "mark", textContent: "回放 REPLAY" }),
  );
  box.dataset.camera = cameraId;
  byId("films").append(box);
  return { cameraId, video, name, none, clip: null };
});

const clipAt = (cameraId, ms) =>
  clips.find((clip) => clip.cameraId === cameraId && clip.fromMs <= ms && clip.toMs >= ms);
const gapAt = (clip, ms) => clip.gaps.find((gap) => gap.fromMs < ms && gap.toMs > ms);

/** Puts every film where the common clock stands; false while one of them is still looking for its picture. */
function place() {
  let ready = true;
  for (const film of films) {
    const clip = clipAt(film.cameraId, nowMs);
    const gap = clip && gapAt(clip, nowMs);
    film.none.hidden = clip !== undefined && gap === undefined;
    if (clip === undefined || gap !== undefined) {
      film.none.textContent = say(clip === undefined ? "noFilm" : "inGap");
      if (!film.video.paused) film.video.pause();
      continue;
    }
    if (film.clip !== clip) {
      film.clip = clip;
      film.video.src = clip.path;
    }
    const wanted = (nowMs - clip.fromMs) / 1000;
    film.video.playbackRate = Number(byId("speed").value);
    const apart = Math.abs(film.video.currentTime - wanted);
    if (!film.video.seeking && apart > (playing ? 0.35 : 0.02)) film.video.currentTime = wanted;
    if (film.video.seeking || film.video.readyState < 2) ready = false;
    if (playing && film.video.paused) film.video.play().catch(() => undefined);
    if (!playing && !film.video.paused) film.video.pause();
  }
  return ready;
}

function show() {
  byId("now").textContent = clock(nowMs);
  byId("zone").textContent = zone;
  const alarm = data.alarms[0];
  const seconds = alarm ? (nowMs - alarm.raisedAtMs) / 1000 : 0;
  byId("distance").textContent = alarm
    ? say(seconds < 0 ? "before" : "after", { seconds: Math.abs(seconds).toFixed(1) })
    : "";
  const head = byId("head");
  if (head) head.style.left = `${((nowMs - firstMs) / spanMs) * 100}%`;
  const line = byId("timeline");
  line.setAttribute("aria-valuemin", "0");
  line.setAttribute("aria-valuemax", String(Math.round(spanMs / 1000)));
  line.setAttribute("aria-valuenow", String(Math.round((nowMs - firstMs) / 1000)));
  line.setAttribute("aria-valuetext", clock(nowMs));
  byId("play").textContent = say(playing ? "pause" : "play");
  document.body.dataset.nowMs = String(Math.round(nowMs));
}

function tick(atMs) {
  const ready = place();
  // A film that has to find its place first holds the others: they stay together.
  if (playing && ready) nowMs += Math.min(250, atMs - lastTick) * Number(byId("speed").value);
  lastTick = atMs;
  if (nowMs >= lastMs) {
    nowMs = lastMs;
    playing = false;
  }
  show();
  requestAnimationFrame(tick);
}

function goTo(ms) {
  nowMs = Math.min(lastMs, Math.max(firstMs, ms));
}

function playOrPause() {
  if (!playing && nowMs >= lastMs) nowMs = firstMs;
  playing = !playing;
}

function drawTimeline() {
  const line = byId("timeline");
  line.replaceChildren();
  const at = (ms) => `${((ms - firstMs) / spanMs) * 100}%`;
  for (const cameraId of cameraIds) {
    const row = make("div", { className: "row" }, make("b", { textContent: cameraName(cameraId) }));
    for (const clip of clips.filter((each) => each.cameraId === cameraId)) {
      const bar = make("i");
      bar.style.left = at(clip.fromMs);
      bar.style.width = `${((clip.toMs - clip.fromMs) / spanMs) * 100}%`;
      row.append(bar);
      for (const gap of clip.gaps) {
        const hole = make("i", { className: "gap", title: `${clock(gap.fromMs)} – ${clock(gap.toMs)}` });
        hole.style.left = at(gap.fromMs);
        hole.style.width = `max(2px, ${((gap.toMs - gap.fromMs) / spanMs) * 100}%)`;
        row.append(hole);
      }
    }
    for (const alarm of data.alarms)
      if (alarm.raisedAtMs >= firstMs && alarm.raisedAtMs <= lastMs) {
        const mark = make("i", { className: "alarm", title: clock(alarm.raisedAtMs) });
        mark.style.left = at(alarm.raisedAtMs);
        row.append(mark);
      }
    line.append(row);
  }
  line.append(make("div", { id: "head" }));
}

function drawFacts() {
  const list = byId("facts");
  list.replaceChildren();
  const add = (key, value) => {
    if (value !== "" && value !== null)
      list.append(make("dt", { textContent: say(key) }), make("dd", { textContent: value }));
  };
  add("site", named(data.siteName, ""));
  for (const alarm of data.alarms)
    add(
      "alarm",
      [
        clock(alarm.raisedAtMs),
        lookUp(words[language].alarms.classes, alarm.class) ?? alarm.class,
        lookUp(words[language].alarms.kinds, alarm.kind) ?? alarm.kind,
        named(alarm.name, ""),
      ].join("  "),
    );
  add("cameras", data.cameras.map((camera) => cameraName(camera.cameraId)).join(language === "en" ? ", " : "、"));
  add("reason", data.reason);
  add("recipient", [data.recipient.unit, data.recipient.person, data.recipient.document].filter(Boolean).join("  "));
  add("approver", data.approver);
  add("madeBy", `${data.madeBy}  ${clock(data.madeAtMs)} ${zone}`);
  add("note", data.note);
  if (data.watermark || data.regions.length > 0)
    add(
      "treated",
      [
        data.watermark ? say("watermark") : "",
        data.regions.length > 0 ? say("regions", { n: data.regions.length }) : "",
      ]
        .filter(Boolean)
        .join(language === "en" ? ", " : "、"),
    );
  add("head", `${data.head.seq}  ${data.head.hash}`);
  add("fingerprint", data.fingerprint);
  add("version", `Wardwatch ${data.version}`);
}

function drawStills() {
  const stills = data.files.filter((file) => file.kind === "still");
  byId("stillsPart").hidden = stills.length === 0;
  byId("stills").replaceChildren(
    ...stills.map((file) =>
      make(
        "figure",
        {},
        make("img", { src: file.path, alt: "", loading: "lazy" }),
        make("figcaption", { textContent: `${cameraName(file.cameraId)}  ${clock(file.fromMs)}` }),
      ),
    ),
  );
}

function drawTables() {
  const head = (...keys) => make("tr", {}, ...keys.map((key) => make("th", { textContent: say(key) })));
  const cell = (text, className = "") => make("td", { textContent: text, className });
  byId("logNote").textContent = data.eventsLeft > 0 ? say("eventsLeft", { n: data.eventsLeft }) : "";
  byId("log").replaceChildren(
    head("seq", "time", "event", "who", "detail"),
    ...data.events.map((event) => {
      const { name, ...detail } = event.data;
      return make(
        "tr",
        {},
        cell(String(event.seq), "number"),
        cell(clock(event.atMs), "number"),
        cell([lookUp(words[language].kinds, event.kind) ?? event.kind, named(name, "")].join("  ")),
        cell(event.actor?.name ?? ""),
        make("td", {}, make("code", { textContent: JSON.stringify(detail) })),
      );
    }),
  );
  byId("files").replaceChildren(
    head("file", "what", "from", "to", "bytes", "sha256"),
    ...data.files.map((file) =>
      make(
        "tr",
        {},
        cell(file.path),
        cell(
          [
            say(`kind_${file.kind.replace("-", "_")}`),
            file.whole === false ? say("notWhole") : "",
            file.gaps.length > 0 ? say("gaps", { n: file.gaps.length }) : "",
          ]
            .filter(Boolean)
            .join("  "),
        ),
        cell(file.fromMs === null ? "" : clock(file.fromMs), "number"),
        cell(file.toMs === null ? "" : clock(file.toMs), "number"),
        cell(file.bytes.toLocaleString(language), "number"),
        make("td", {}, make("code", { textContent: file.sha256 })),
      ),
    ),
  );
}

function draw() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = say(node.dataset.text);
  document.title = `${say("title")} ${data.exportId}`;
  byId("exportId").textContent = data.exportId;
  byId("about").textContent = [named(data.siteName, ""), data.reason].filter(Boolean).join("  ");
  byId("simulated").hidden = !data.simulated;
  byId("language").textContent = language === "en" ? "中文" : "English";
  byId("language").lang = language === "en" ? "zh-CN" : "en";
  byId("timeline").setAttribute("aria-label", say("timeline"));
  for (const film of films) film.name.textContent = cameraName(film.cameraId);
  drawTimeline();
  drawFacts();
  drawStills();
  drawTables();
  show();
}

byId("language").addEventListener("click", () => {
  language = language === "en" ? "zh-CN" : "en";
  draw();
});
byId("play").addEventListener("click", playOrPause);
byId("back").addEventListener("click", () => goTo(nowMs - 5000));
byId("forward").addEventListener("click", () => goTo(nowMs + 5000));
const point = (event) => {
  const { left, width } = byId("timeline").getBoundingClientRect();
  goTo(firstMs + ((event.clientX - left) / width) * spanMs);
};
byId("timeline").addEventListener("pointerdown", (event) => {
  byId("timeline").setPointerCapture(event.pointerId);
  point(event);
});
byId("timeline").addEventListener("pointermove", (event) => {
  if (event.buttons === 1) point(event);
});
document.addEventListener("keydown", (event) => {
  if (event.target instanceof HTMLSelectElement || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === " " && !(event.target instanceof HTMLButtonElement)) playOrPause();
  else if (event.key === "ArrowLeft") goTo(nowMs - 5000);
  else if (event.key === "ArrowRight") goTo(nowMs + 5000);
  else if (event.key === ",") goTo(nowMs - 40);
  else if (event.key === ".") goTo(nowMs + 40);
  else if (event.key === "Home") goTo(firstMs);
  else return;
  event.preventDefault();
});
draw();
requestAnimationFrame(tick);
