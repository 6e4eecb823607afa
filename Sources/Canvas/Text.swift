// Whoever draws cells needs the text that goes into them.
@_exported import Text
