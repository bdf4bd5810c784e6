"""JupyterLab, reachable from this machine only and only with its token, whatever else configures it.

    python local_jupyterlab.py OPTION...

OPTION... are options for JupyterLab. Beside them, configuration files (in ~/.jupyter, or named by --config) and
environment variables configure it, each in several spellings. So it is the settings in force that are looked at: after
everything was read, before the first connection is accepted. Where one of them opens JupyterLab to others, one sentence
on standard error says which, and the exit status is 2.
"""

import sys
import warnings

import jupyter_server.serverapp
from jupyter_server.utils import JupyterServerAuthWarning
from jupyterlab.labapp import LabApp


def opening(server):
    """What is wrong with the settings in force, a sentence for each that opens the server to others."""
    settings = server.web_app.settings
    headers = {name.lower(): value for name, value in (settings.get("headers") or {}).items()}
    own_pages = "JupyterLab answers its own pages only"
    found = [
        ("ip", server.ip, server.ip in ("127.0.0.1", "::1", "localhost"), "only this machine may reach JupyterLab"),
        ("sock", server.sock, not server.sock, "JupyterLab is reached at 127.0.0.1 only"),
        ("allow_remote_access", *off(settings, "allow_remote_access"), "only this machine may reach JupyterLab"),
        ("local_hostnames", *same(settings, "local_hostnames", ["localhost"]), "only this machine may reach JupyterLab"),
        ("allow_origin", *off(settings, "allow_origin"), own_pages),
        ("allow_origin_pat", *off(settings, "allow_origin_pat"), own_pages),
        ("allow_credentials", *off(settings, "allow_credentials"), own_pages),
        ("tornado_settings", *off(headers, "access-control-allow-origin"), own_pages),
        ("disable_check_xsrf", *off(settings, "disable_check_xsrf"), own_pages),
        ("allow_unauthenticated_access", *off(settings, "allow_unauthenticated_access"), "whoever connects needs the token"),
    ]
    sentences = [
        f"ServerApp.{name}: is {value!r}, but {rule}; leave it out of the options, and of Jupyter's configuration files."
        for name, value, is_closed, rule in found
        if not is_closed
    ]
    if not server.identity_provider.auth_enabled:
        sentences.append("IdentityProvider.token: is empty, but whoever connects needs the token; leave it out and one is made.")
    return sentences


def off(settings, name):
    """The value of a setting, and whether it is off."""
    value = settings.get(name)
    return getattr(value, "pattern", value), not value


def same(settings, name, allowed):
    """The value of a setting, and whether it has no other entries than those that are allowed."""
    value = settings.get(name) or []
    return value, set(value) <= set(allowed)


class ServerApp(jupyter_server.serverapp.ServerApp):
    """Jupyter's server, which does not start to listen where it is open to others."""

    def init_httpserver(self):
        sentences = opening(self)
        if sentences:
            print(sentences[0], file=sys.stderr)
            sys.exit(2)
        super().init_httpserver()


if __name__ == "__main__":
    # Asking for the token everywhere is wanted here; Jupyter warns of every page for which that was not foreseen.
    warnings.simplefilter("ignore", JupyterServerAuthWarning)
    # Not a class of its own: Jupyter would look for its extension in this file.
    LabApp.serverapp_class = ServerApp
    LabApp.launch_instance()
