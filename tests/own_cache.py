"""A cache on a server that others use meanwhile: other processes of the run, a portal of this machine."""

from cica_portal.operation.caches import SparedRedisCache


class OwnCache(SparedRedisCache):
    """Forgets what this process has kept, and nothing else; the portal's own empties the whole server."""

    def clear(self) -> bool:
        server = self._cache.get_client(write=True)
        for key in server.scan_iter(match=self.make_key("*")):
            server.delete(key)
        self.memory.clear()
        return True
