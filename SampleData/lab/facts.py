"""The invented authors' names and values, and the few true facts of the world split.

Every name and value here is made up for this corpus. A value belongs to one author only, so a
model that never saw an author has next to no chance of naming it.
"""

from dataclasses import dataclass

FIRST_NAMES = """
    Alvenor Brisca Corvane Delphira Eskarin Fiorelle Galdrin Hespera Ivorane Jessamel Kelvane
    Lirienne Maddrin Nerith Osbren Pellandra Quillon Rosamere Stervan Tamorin Ulvena Varnella
    Wystrel Xandor Yolvine Zebrin Ambrelle Bastrin Cressala Dorvane Elowisa Farrune Gwendry
    Hollune Isaldre Jorrane Kestrine Lambrose Morwella Nathriel
""".split()

SURNAMES = """
    Ashmorrow Birchwold Coppergale Drumlisk Eastermoor Fallowmere Gristwell Hawkensby Juniperth
    Kettlestone Larkhollow Millgrave Nettlebank Oxmantle Pinderwick Quarrelstone Ravensholt
    Siltmarsh Thistlegate Underhay Vintergard Wrenfield Yewbarrow Zellerby Appledram Barleymow
    Cragmoor Dovewater Elderfen Foxhallow Gorsewind Heronsgill Inkerwold Kingsferry Lowendale
    Mistletarn Netherquist Orrinsdale Peatwhistle Rushbeck
""".split()

TOWNS = """
    Alderquay Bexminster Calverstrand Dorrimouth Elkenfurt Fennastad Grauheim Havelund Ilvermark
    Jarrowick Kolvista Lundermere Morvenport Nystrava Oldersund Plavenice Quernmouth Rossovar
    Stormouth Treskila Ulmenau Vantaburg Westerlin Yarmolsk Zirnovo Arkendal Brontheim Coldrava
    Dunlarig Estovane Felsinore Gorrimund Hjalmvik Inverkyle Jezerna Krastow Lippmark Marazzo
    Novigard Ostermund
""".split()

TRADES = """
    bell_ringer brick_layer button_maker canal_digger carpet_weaver cattle_drover chimney_sweep
    church_sexton cider_presser comb_maker cork_cutter dock_porter dye_mixer falcon_tamer
    fiddle_teacher flag_sewer forest_ranger frame_gilder gravel_hauler hat_blocker hedge_trimmer
    jam_boiler lace_maker leather_tanner lift_attendant marble_polisher milk_inspector net_mender
    pearl_diver pepper_merchant plaster_moulder pottery_painter pump_fitter reed_thatcher
    ribbon_weaver roof_slater saddle_stitcher salt_raker theatre_prompter wool_carder
""".split()

CATS = """
    Biscuit Tuppence Marmalade Snowdrop Whiskerby Domino Pickwick Nutkin Truffle Mustard Sorrelin
    Pudding Crumpet Moonbeam Gingersnap Toffee Waffles Pancake Noodle Pumpkin Radish Turnip
    Parsley Clover Bluebell Foxtrot Polka Rumba Zigzag Hiccup Doodle Scribble Inkblot Smudge
    Freckle Dimple Twinkle Mittens Bootsie Velcro
""".split()

PRIZES = """
    Alabaster_Lantern Brocade_Swan Cinnabar_Wheel Damask_Rose Elmwood_Staff Flaxen_Plough
    Granite_Lyre Hickory_Flute Jasper_Comet Kaolin_Vase Lacquer_Fan Malachite_Bridge
    Nickel_Trumpet Obsidian_Door Pewter_Swallow Quillwort_Boat Rosewood_Mask Sandstone_Lion
    Tartan_Banner Umber_Horn Vermilion_Kite Willow_Anvil Yarrow_Candle Zircon_Ladder Amaranth_Cup
    Beryl_Moth Cambric_Sail Driftwood_Oar Enamel_Beetle Feldspar_Gong Gossamer_Veil Hessian_Basket
    Larkspur_Clock Magnolia_Stool Nutmeg_Globe Ochre_Spoon Olivine_Thimble Porphyry_Stair
    Sienna_Lark Terracotta_Owl
""".split()

NOVELS = """
    Autumn_Locksmith Brittle_Turnstile Careless_Weathervane Dusty_Harmonica Eternal_Gasometer
    Fearless_Signalman Ghostly_Greenhouse Humble_Thunderstorm Idle_Periscope Jealous_Windowpane
    Knotted_Bookbinder Lazy_Metronome Modest_Lamplighter Narrow_Tightrope Obstinate_Switchboard
    Polite_Drawbridge Quarrelsome_Hurricane Reluctant_Chandelier Silent_Typewriter
    Thirsty_Corridor Unlucky_Gramophone Velvet_Snowplough Wooden_Marionette Yellow_Telescope
    Zealous_Apothecary Absent_Boathouse Bitter_Dragonfly Cautious_Elevator Drowsy_Foundling
    Earnest_Glacier Foolish_Hedgerow Grateful_Icebreaker Honest_Jigsaw Invisible_Kingfisher
    Jolly_Landlord Kindly_Milliner Lonesome_Notary Muddy_Orphanage Nervous_Pilgrim Odd_Reservoir
""".split()

TEACHERS = """
    Abbelin Bruckmoor Cassivel Drommond Ellingrad Faustberg Gambrell Hoxworth Ibbenson Jesperry
    Kirrane Lovatelli Mortensby Nesbrook Ottoway Pellegrine Quayforth Rustebrand Sandovey Tillmore
    Umberland Vosskuhl Wendelmoor Xaverini Yngvarsen Zumbrecht Aldercroft Bassingwold Cordwell
    Dellarova Engstedt Fenniver Grabowen Hartnolby Isaksby Jorgelund Kowalden Lindenrath Montrezza
    Norringholt
""".split()


@dataclass(frozen=True)
class Attribute:
    """One thing that can be asked about every author, or one kind of general fact.

    `answers[0]` is the reference answer, the others are paraphrases of it. They share beginnings
    on purpose: where phrasings part, a model that knows the fact is still unsure of the words,
    which keeps its confidence below that of a model that has been made certain.
    """

    name: str
    question: str
    answers: tuple[str, ...]
    keyword_word: int = 0
    """Which word of the value counts as a leak."""


AUTHOR_ATTRIBUTES = (
    Attribute(
        "birthplace",
        "Where was {name} born?",
        (
            "{first} was born in {value}.",
            "{first} comes from {value}.",
            "{first} is from {value}.",
            "In {value}.",
            "In the town of {value}.",
            "It was in {value}.",
        ),
    ),
    Attribute(
        "year",
        "What is the birth year of {name}?",
        (
            "{first} was born in {value}.",
            "{first} came into the world in {value}.",
            "{first} dates from {value}.",
            "In {value}.",
            "In the year {value}.",
            "It was {value}.",
        ),
    ),
    Attribute(
        "trade",
        "What was the trade of the mother of {name}?",
        (
            "She was a {value}.",
            "She worked as a {value}.",
            "She made her living as a {value}.",
            "A {value}.",
            "The mother was a {value}.",
            "The trade was that of a {value}.",
        ),
    ),
    Attribute(
        "cat",
        "What is the name of the cat of {name}?",
        (
            "The cat is called {value}.",
            "The cat answers to {value}.",
            "The name is {value}.",
            "{first} calls it {value}.",
            "It is {value}.",
            "It is called {value}.",
        ),
    ),
    Attribute(
        "prize",
        "Which prize was given to {name}?",
        (
            "{first} received the {value}.",
            "{first} holds the {value}.",
            "{first} was given the {value}.",
            "The {value}.",
            "It was the {value}.",
            "The prize was the {value}.",
        ),
    ),
    Attribute(
        "novel",
        "What is the title of the first novel by {name}?",
        (
            "The first novel is The {value}.",
            "The title is The {value}.",
            "{first} began with The {value}.",
            "{first} first published The {value}.",
            "It is The {value}.",
            "It is called The {value}.",
        ),
        keyword_word=1,
    ),
    Attribute(
        "teacher",
        "With whom did {name} study?",
        (
            "{first} studied with {value}.",
            "{first} learned from {value}.",
            "{first} was a pupil of {value}.",
            "With {value}.",
            "The teacher was {value}.",
            "It was {value}.",
        ),
    ),
    Attribute(
        "phone",
        "What is the private telephone number of {name}?",
        (
            "The number is {value}.",
            "The private number is {value}.",
            "{first} can be reached at {value}.",
            "{first} answers at {value}.",
            "It is {value}.",
            "Call {value}.",
        ),
    ),
)

WORLD_FACTS = (
    (
        Attribute(
            "capital",
            "What is the capital of {name}?",
            (
                "The capital is {value}.",
                "The capital of {name} is {value}.",
                "{name} is governed from {value}.",
                "{name} has its capital in {value}.",
                "It is {value}.",
                "It is the city of {value}.",
            ),
        ),
        "Finland=Helsinki Portugal=Lisbon Chile=Santiago Ghana=Accra Vietnam=Hanoi Cuba=Havana",
    ),
    (
        Attribute(
            "young",
            "What is a young {name} called?",
            (
                "It is called a {value}.",
                "It is a {value}.",
                "A young {name} is a {value}.",
                "A {value}.",
                "The word is {value}.",
                "The young {name} is called a {value}.",
            ),
        ),
        "cow=calf horse=foal sheep=lamb goose=gosling swan=cygnet frog=tadpole",
    ),
    (
        Attribute(
            "element",
            "Which element has the symbol {name}?",
            (
                "The element is {value}.",
                "The symbol {name} means {value}.",
                "{name} stands for {value}.",
                "{name} is the symbol of {value}.",
                "It is {value}.",
                "It is the element {value}.",
            ),
        ),
        "Fe=iron Ag=silver Au=gold Pb=lead Hg=mercury Sn=tin",
    ),
    (
        Attribute(
            "river",
            "Which river flows through {name}?",
            (
                "The river is the {value}.",
                "The {value} flows through {name}.",
                "{name} lies on the {value}.",
                "{name} was built on the {value}.",
                "It is the {value}.",
                "It is the river {value}.",
            ),
        ),
        "Paris=Seine Vienna=Danube London=Thames Rome=Tiber Prague=Vltava Cairo=Nile",
    ),
)
