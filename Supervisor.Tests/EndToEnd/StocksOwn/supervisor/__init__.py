# Stands before stock's package of this name on the path: what is here is taken from here, everything else from there.
from pkgutil import extend_path

__path__ = extend_path(__path__, __name__)
