"""Acts on the blocks of a working draft. Each leaves its edits and one audit entry; keys never change."""

from plans.blocks.draft import Origin, lock_draft
from plans.blocks.parts import SPLIT_KINDS, join, joined, next_block, split
from plans.blocks.pasted import Part, paste
from plans.blocks.places import (
    change_kind,
    end_of_text,
    move,
    move_behind,
    place_after,
    remove,
    restore,
    with_points,
)
from plans.blocks.refusals import (
    BlockRemoved,
    NotEditable,
    OrderChanged,
    StaleBlock,
    TextsChanged,
)
from plans.blocks.taking_back import Was, take_back
from plans.blocks.texts import accept, add, confirm, edit, reword, text_at
