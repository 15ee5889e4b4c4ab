"""Every case, in the order in which they are measured."""

from . import client, idle, start, stuck, traffic

CASES = {case.name: case for case in (*traffic.CASES, *client.CASES, *idle.CASES, *start.CASES, *stuck.CASES)}
