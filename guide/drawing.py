"""The drawing of a consultation: where its boxes stand, in the units of the picture."""

from collections.abc import Mapping
from typing import Any

from members.enums import DELEGATION_ROLES, SECRETARIAT_ROLES, Role

LANE_HEIGHT = 128
COLUMN_WIDTH = 224
BOX = {"left": 8, "top": 34, "width": 200, "height": 86}
LINE = 19
# Which lane is whose.
LANES = (
    dict.fromkeys(SECRETARIAT_ROLES, "secretariat")
    | dict.fromkeys(DELEGATION_ROLES, "states")
    | {Role.COORDINATOR: "coordinator"}
)


def placed(process: Mapping[str, Any], role: str = "") -> dict[str, Any]:
    """Return lanes and boxes with their places; those of the reader's role are marked as the reader's own."""
    own = LANES.get(Role(role)) if role else None
    lanes = [
        lane | {"y": number * LANE_HEIGHT, "text_y": number * LANE_HEIGHT + 22, "height": LANE_HEIGHT}
        for number, lane in enumerate(process["lanes"])
    ]
    number, boxes = 0, []
    for step in process["steps"]:
        number += "id" in step
        x = BOX["left"] + step["column"] * COLUMN_WIDTH
        y = step["lane"] * LANE_HEIGHT + BOX["top"]
        lines = [(text, True) for text in step["bold"]] + [(text, False) for text in step["plain"]]
        boxes.append(
            {
                "x": x,
                "y": y,
                "width": BOX["width"],
                "height": BOX["height"],
                "number": number if "id" in step else None,
                "number_x": x + 9,
                "text_x": x + 25,
                "is_own": lanes[step["lane"]]["id"] == own,
                "lines": [
                    {"text": text, "is_bold": is_bold, "y": y + 25 + place * LINE}
                    for place, (text, is_bold) in enumerate(lines)
                ],
            }
        )
    return {"lanes": lanes, "boxes": boxes}
