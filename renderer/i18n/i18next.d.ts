import "i18next";
import type alarms from "../../resources/locales/zh-CN/alarms.json";
import type app from "../../resources/locales/zh-CN/app.json";
import type coverage from "../../resources/locales/zh-CN/coverage.json";
import type cameraEvents from "../../resources/locales/zh-CN/camera-events.json";
import type deposits from "../../resources/locales/zh-CN/deposits.json";
import type desk from "../../resources/locales/zh-CN/desk.json";
import type devices from "../../resources/locales/zh-CN/devices.json";
import type enrol from "../../resources/locales/zh-CN/enrol.json";
import type entries from "../../resources/locales/zh-CN/entries.json";
import type errors from "../../resources/locales/zh-CN/errors.json";
import type evidence from "../../resources/locales/zh-CN/evidence.json";
import type exporting from "../../resources/locales/zh-CN/export.json";
import type gates from "../../resources/locales/zh-CN/gates.json";
import type log from "../../resources/locales/zh-CN/log.json";
import type profile from "../../resources/locales/zh-CN/profile.json";
import type ptz from "../../resources/locales/zh-CN/ptz.json";
import type site from "../../resources/locales/zh-CN/site.json";
import type wall from "../../resources/locales/zh-CN/wall.json";
import type warnings from "../../resources/locales/zh-CN/warnings.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    returnNull: false;
    resources: {
      translation: {
        alarms: typeof alarms;
        app: typeof app;
        coverage: typeof coverage;
        "camera-events": typeof cameraEvents;
        deposits: typeof deposits;
        desk: typeof desk;
        devices: typeof devices;
        enrol: typeof enrol;
        entries: typeof entries;
        errors: typeof errors;
        evidence: typeof evidence;
        export: typeof exporting;
        gates: typeof gates;
        log: typeof log;
        profile: typeof profile;
        ptz: typeof ptz;
        site: typeof site;
        wall: typeof wall;
        warnings: typeof warnings;
      };
    };
  }
}
