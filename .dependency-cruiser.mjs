// Who may import whom (../docs/design/0001-processes.md). One line a folder: what is not listed is an error.
const table = {
  "native/contract": [],
  "native/base": ["native/contract"],
  "native/link": ["native/base", "native/contract"],
  "native/alarms": ["native/base", "native/contract"],
  "native/log": ["native/base", "native/contract"],
  "native/devices": ["native/link", "native/base", "native/contract"],
  "native/cameras": ["native/base", "native/contract"],
  "native/rpc": ["native/contract", "native/base", "native/link", "native/alarms", "native/log", "native/devices"],
  "native/station": [
    "native/contract",
    "native/base",
    "native/link",
    "native/alarms",
    "native/log",
    "native/devices",
    "native/rpc",
  ],
  renderer: ["native/contract"],
  // Of base only what the parent of the cameras process must know before starting it.
  electron: ["native/contract", "native/base/cameras-environment.ts"],
};
const ours = "^(native|renderer|electron|test|scripts)/";
const areas = ["desk", "wall", "gates", "incidents", "log", "shifts", "settings"];
const shared = ["ui", "rpc", "i18n"];

export default {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    ...Object.entries(table).map(([folder, allowed]) => ({
      name: `${folder} imports only ${allowed.join(", ") || "itself"}`,
      severity: "error",
      from: { path: `^${folder}/` },
      to: { path: ours, pathNot: [folder, ...allowed].map((name) => `^${name}(/|$)`) },
    })),
    {
      name: "contract-is-pure",
      severity: "error",
      comment: "native/contract knows no Node: only the schema and contract packages",
      from: { path: "^native/contract/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "electron-stays-in-electron",
      severity: "error",
      from: { path: ours, pathNot: "^electron/" },
      to: { path: "node_modules/electron/" },
    },
    {
      name: "families-do-not-know-each-other",
      severity: "error",
      from: { path: "^native/devices/(gates|panels)/([^/]+)/" },
      to: { path: "^native/devices/(gates|panels)/[^/]+/", pathNot: "^native/devices/$1/$2/" },
    },
    {
      name: "areas-do-not-know-each-other",
      severity: "error",
      from: { path: `^renderer/(${areas.join("|")})/` },
      to: { path: "^renderer/", pathNot: [`^renderer/$1/`, ...shared.map((name) => `^renderer/${name}/`)] },
    },
    {
      name: "product-never-imports-tests",
      severity: "error",
      from: { path: "^(native|renderer|electron)/" },
      to: { path: "^(test|scripts)/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(dist|release)/" },
    parser: "swc",
    tsPreCompilationDeps: false,
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
