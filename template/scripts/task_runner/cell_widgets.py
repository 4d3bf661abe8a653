"""Widgets where no browser shows them: what goes into an output of their own isn't the cell's."""

from collections.abc import Callable
from typing import Any


class Request:
    """Stands for the kernel where a widget asks which request the running cell came with."""

    def get_parent(self) -> dict[str, Any]:
        """Give one that all cells share."""
        return {"header": {"msg_id": "cell"}}


def connect(capture: Callable[[str, bool], None]) -> None:
    """Have it told, by their ids, which widgets take what is shown from now on, and which no longer do."""
    try:
        import comm
        from comm.base_comm import BaseComm
    except ImportError:  # ipykernel before 6.20 comes without
        return

    class Comm(BaseComm):  # type: ignore[misc]
        """What a widget tells its state to."""

        kernel = Request()

        def publish_msg(self, msg_type: str, data: Any = None, *_: Any, **__: Any) -> None:
            """Take a message: a widget that takes output names the request that the output is for."""
            state = (data or {}).get("state", {})
            if msg_type == "comm_close":
                capture(self.comm_id, False)
            elif "msg_id" in state:
                capture(self.comm_id, bool(state["msg_id"]))

    comm.create_comm = Comm
