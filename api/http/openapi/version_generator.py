"""The generator of one version's OpenAPI document: `manage.py spectacular --api-version v1`."""

from drf_spectacular.generators import SchemaGenerator


class VersionSchemaGenerator(SchemaGenerator):
    """A schema generator for one version, so that versions share neither operations nor components."""

    def __init__(self, *args, api_version: str | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.only_version = api_version

    def _get_paths_and_endpoints(self) -> list:
        endpoints = super()._get_paths_and_endpoints()
        start = f"/api/{self.only_version}/"
        return [endpoint for endpoint in endpoints if not self.only_version or endpoint[0].startswith(start)]
