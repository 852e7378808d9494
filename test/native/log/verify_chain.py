"""An independent check of the log's hash chain, from docs/schema.md alone: `verify_chain.py log.db`."""

import hashlib
import json
import sqlite3
import sys

db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
previous = "0" * 64
count = 0
for (seq, key, kind, severity, at, device_at, device, point, area, alarm, name, role, data, mark, stored) in db.execute(
    "select seq, key, kind, severity, at_ms, device_at_ms, device_id, point_id, area_id, alarm_id,"
    " actor_name, actor_role, data, mark, hash from event order by seq"
):
    actor = None if name is None else {"name": name, "role": role}
    event = {"actor": actor, "alarmId": alarm, "areaId": area, "atMs": at, "data": json.loads(data),
             "deviceAtMs": device_at, "deviceId": device, "key": key, "kind": kind, "pointId": point,
             "seq": seq, "severity": severity}
    if mark is not None:
        event["mark"] = mark
    text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    previous = hashlib.sha256((previous + text).encode("utf-8")).hexdigest()
    count += 1
    if seq != count or previous != stored.hex():
        sys.exit(f"bad {seq}")
print(count, previous)
