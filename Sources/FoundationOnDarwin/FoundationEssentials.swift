// On Darwin, Foundation is one module; see Package.swift.
@_exported import Foundation
