import "i18next";
import type alarms from "../../resources/locales/zh-CN/alarms.json";
import type app from "../../resources/locales/zh-CN/app.json";
import type desk from "../../resources/locales/zh-CN/desk.json";
import type devices from "../../resources/locales/zh-CN/devices.json";
import type errors from "../../resources/locales/zh-CN/errors.json";
import type log from "../../resources/locales/zh-CN/log.json";
import type site from "../../resources/locales/zh-CN/site.json";
import type wall from "../../resources/locales/zh-CN/wall.json";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    returnNull: false;
    resources: {
      translation: {
        alarms: typeof alarms;
        app: typeof app;
        desk: typeof desk;
        devices: typeof devices;
        errors: typeof errors;
        log: typeof log;
        site: typeof site;
        wall: typeof wall;
      };
    };
  }
}
